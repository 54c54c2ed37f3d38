//! `keys`: changes the key that signs tokens.

use clap::Subcommand;
use serde::Serialize;

use super::{Failure, Output};
use crate::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Make a new key sign from now on; the old one stays published until its tokens are over
    Rotate,
}

#[derive(Serialize)]
struct Rotated {
    kid: String,
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    let Verb::Rotate = verb;
    let server = super::open(config).await?;
    let kid = server.rotate_keys().await?;
    output.answer(&Rotated { kid: kid.clone() }, || {
        format!(
            "Tokens are signed with {kid}; running servers notice within a minute. Older tokens stay \
             valid until they run out."
        )
    })
}
