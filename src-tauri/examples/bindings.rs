//! Writes `ui/src/bindings.ts` anew.

use std::path::Path;

fn main() -> Result<(), specta_typescript::Error> {
    let bindings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings.ts");
    countersign_app::bindings::write_to(&bindings)
}
