//! Hands the configuration and the capabilities of the window to the compiler.

use tauri_build::{AppManifest, Attributes};

#[path = "src/names.rs"]
#[expect(unreachable_pub, reason = "the library hands it out")]
mod names;

fn main() {
    // Without a permission for each, every command could be asked for by every window.
    let manifest = AppManifest::new()
        .commands(names::COMMANDS)
        // There are no permissions but the generated ones, which the build need not watch.
        .permissions_path_pattern("permissions/*.toml");
    if let Err(error) = tauri_build::try_build(Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
        std::process::exit(1);
    }
}
