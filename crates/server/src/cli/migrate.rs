//! `migrate`: brings the database to the form this version needs.

use serde::Serialize;

use super::{Failure, Output};
use crate::{Config, store::Store};

#[derive(Serialize)]
struct Migrated {
    database: String,
}

pub(super) async fn run(config: Config, output: Output) -> Result<(), Failure> {
    let migrated = Migrated {
        database: config.database_url.to_string(),
    };
    super::private_database(&config)?;
    let store = Store::open(config.database_url.reveal()).await?;
    store.migrate().await?;
    store.close().await;
    output.answer(&migrated, || {
        format!("The database {} is up to date.", migrated.database)
    })
}
