//! `/api/v1/admin/audit`: looking for rows of the log.

use authority::{
    Moment,
    audit::{Outcome, Row},
    permission::{Action, Resource},
};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use protocol::Page;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{
    Server,
    audit::Entry,
    refusal::Refusal,
    routes::api::{caller::Caller, sent::Refused},
    store::AuditSearch,
};

/// What to look for, and which part of it to answer.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Who did it.
    actor: Option<String>,
    /// To whom or what.
    subject: Option<String>,
    /// What was done, as in `session.ended`.
    action: Option<String>,
    /// `done` or `refused`.
    outcome: Option<String>,
    /// From which address.
    address: Option<String>,
    /// At this moment or later, Unix seconds.
    since: Option<i64>,
    /// Before this moment, Unix seconds.
    until: Option<i64>,
    /// How many rows, 1 to 200; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// The `next_cursor` of the part before.
    cursor: Option<String>,
}

/// Rows of the log, the latest first.
#[utoipa::path(
    get,
    path = "/api/v1/admin/audit",
    tag = "administration",
    operation_id = "search_audit",
    params(Asked),
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "Rows that fit every filter", body = Page<Entry>), Refused)
)]
pub(crate) async fn search(
    State(server): State<Server>,
    asker: Caller,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Page<Entry>>, Refusal> {
    asker.may(&server, Action::AuditRead, &Resource::Server)?;
    let search = asked.ok().and_then(|Query(asked)| asked.search()).ok_or(
        Refusal::invalid_request(
            "limit is 1 to 200, outcome is done or refused, since and until are Unix seconds, and \
             cursor comes from the part before",
        ),
    )?;
    let mut work = server.store().look().await?;
    // One more than asked for tells whether anything follows.
    let limit = search.limit;
    let further = AuditSearch {
        limit: limit + 1,
        ..search
    };
    let mut rows = work.audit().search(&further).await?;
    let shown = usize::try_from(limit).unwrap_or_default();
    let more = rows.len() > shown;
    rows.truncate(shown);
    let next_cursor = rows.last().filter(|_| more).map(position);
    Ok(Json(Page {
        items: rows.into_iter().map(Entry::from).collect(),
        next_cursor,
    }))
}

impl Asked {
    fn search(self) -> Option<AuditSearch> {
        let limit = self.limit.unwrap_or(100);
        let before = match &self.cursor {
            Some(cursor) => {
                let (at, number) = cursor.split_once('.')?;
                Some((Moment::from_unix(at.parse().ok()?), number.parse().ok()?))
            }
            None => None,
        };
        let outcome = match &self.outcome {
            Some(word) => Some(Outcome::parse(word)?),
            None => None,
        };
        (1..=200).contains(&limit).then_some(AuditSearch {
            actor: self.actor,
            subject: self.subject,
            action: self.action,
            outcome,
            address: self.address,
            since: self.since.map(Moment::from_unix),
            until: self.until.map(Moment::from_unix),
            before,
            limit,
        })
    }
}

fn position(row: &Row) -> String {
    format!("{}.{}", row.event.at.unix(), row.number)
}
