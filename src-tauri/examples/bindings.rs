//! Writes `ui/src/bindings.ts` anew.

use std::path::Path;

#[path = "../tests/typescript/mod.rs"]
mod typescript;

fn main() -> Result<(), specta_typescript::Error> {
    let bindings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings.ts");
    typescript::write_to(&bindings)
}
