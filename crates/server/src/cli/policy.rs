//! `policy`: tries what decides about sign-ins.

use clap::Subcommand;

use super::{Failure, Output, replay};
use crate::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Say what the risk policy of this configuration would have made of past sign-ins
    Replay(replay::Replay),
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    match verb {
        Verb::Replay(question) => replay::run(&question, config, output).await,
    }
}
