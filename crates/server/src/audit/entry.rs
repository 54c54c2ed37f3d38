//! A row of the log as others read it.

use authority::audit::Row;
use serde::Serialize;
use utoipa::ToSchema;

/// One thing that happened. What was not said is empty.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct Entry {
    /// Gapless, from 1.
    pub number: i64,
    /// When, Unix seconds.
    pub at: i64,
    /// Who did it: a user id, a client id, `anonymous`, `operator` or `system`.
    pub actor: String,
    /// What was done, as in `session.ended`.
    pub action: String,
    /// To whom or what.
    pub subject: String,
    /// `done` or `refused`.
    pub outcome: &'static str,
    /// Why.
    pub reasons: Vec<String>,
    /// The device it was done on.
    pub device: String,
    /// The address it was done from.
    pub address: String,
    /// More.
    pub detail: String,
    /// How the row is encoded for its hash.
    pub version: i64,
    /// SHA-256 over the hash of the row before and this row.
    pub hash: String,
}

impl From<Row> for Entry {
    fn from(row: Row) -> Self {
        let event = row.event;
        Self {
            number: row.number,
            at: event.at.unix(),
            outcome: event.outcome_word(),
            reasons: event.reasons().map(str::to_owned).collect(),
            actor: event.actor,
            action: event.action,
            subject: event.subject,
            device: event.device,
            address: event.address,
            detail: event.detail,
            version: row.version,
            hash: row.hash,
        }
    }
}
