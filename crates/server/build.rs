//! Rebuilds when a migration is added, since they are compiled into the binary, and turns the
//! catalogues in `locales/` into functions: a sentence that a language lacks fails the build.

#![allow(
    clippy::disallowed_methods,
    reason = "what a build makes is no file of a person"
)]

use std::{env, error::Error, fs, path::Path, process::ExitCode};

#[path = "src/words/catalogue.rs"]
mod catalogue;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=src/words/catalogue.rs");
    let english = fs::read_to_string("locales/en.ftl")?;
    let german = fs::read_to_string("locales/de.ftl")?;
    match catalogue::agree(&[("en", &english), ("de", &german)]) {
        Ok(sentences) => {
            let file = Path::new(&env::var("OUT_DIR")?).join("sentences.rs");
            fs::write(file, catalogue::functions(&sentences))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(faults) => {
            for fault in faults {
                println!("cargo::error=locales/{fault}");
            }
            Ok(ExitCode::FAILURE)
        }
    }
}
