//! Which part of a list was asked for, as it stands in the address.

use axum::extract::{Query, rejection::QueryRejection};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::{Server, paging::Part, refusal::Refusal};

/// Which part of a list to answer.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listed {
    /// How many rows, 1 to 200; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub(crate) limit: Option<u32>,
    /// The `next_cursor` of the part before.
    pub(crate) cursor: Option<String>,
}

/// The part of the list that `list` names in full.
pub(crate) fn listed(
    server: &Server,
    list: &[&str],
    query: Result<Query<Listed>, QueryRejection>,
) -> Result<Part, Refusal> {
    let Query(Listed { limit, cursor }) = query.map_err(|_| unreadable())?;
    Part::read(server, list, limit, cursor.as_deref())
}

/// What a query is answered that is not in the form of the description.
pub(crate) fn unreadable() -> Refusal {
    Refusal::invalid_request("the query has what this address does not take")
}
