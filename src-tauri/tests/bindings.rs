//! The committed bindings are the generated ones.
#![allow(clippy::unwrap_used)]

use std::{fs, path::Path};

mod typescript;

#[test]
fn the_committed_bindings_are_up_to_date() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/bindings.ts");
    let fresh = tempfile::Builder::new().suffix(".ts").tempfile().unwrap();
    typescript::write_to(fresh.path()).unwrap();

    assert_eq!(
        fs::read_to_string(committed).unwrap(),
        fs::read_to_string(fresh.path()).unwrap(),
        "write them anew with: cargo run -p countersign-app --example bindings"
    );
}
