//! `/api/v1/admin`: what administrators do. Every address wants the scope `admin`, a role that holds
//! the permission, and what else the rules want.

pub(crate) mod audit;
pub(crate) mod clients;
pub(crate) mod devices;
pub(crate) mod policy;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod user;
pub(crate) mod users;

use std::collections::BTreeSet;

use authority::permission::{Action, Principal, Resource};
use protocol::UserId;

use crate::{
    Server,
    refusal::Refusal,
    routes::api::caller::{Caller, Known, principal},
    store::Work,
};

/// Refuses unless the asker may do `action` to the person of this id; that there is nobody is told
/// only to those who may.
async fn about<'a>(
    server: &Server,
    work: &mut Work,
    asker: &'a Caller,
    action: Action,
    id: &str,
) -> Result<(&'a Known, UserId), Refusal> {
    about_giving(server, work, asker, action, id, BTreeSet::new(), false).await
}

/// As [`about`], for what gives or takes `grants`. With `holds` the last super-administrator cannot
/// change for the rest of the transaction, and the rules know whether it is this one.
async fn about_giving<'a>(
    server: &Server,
    work: &mut Work,
    asker: &'a Caller,
    action: Action,
    id: &str,
    grants: BTreeSet<String>,
    holds: bool,
) -> Result<(&'a Known, UserId), Refusal> {
    let id: Option<UserId> = id.parse().ok();
    let found = match id {
        Some(id) => principal(server, work, asker, id).await?,
        None => None,
    };
    let exists = found.is_some();
    let id = id.unwrap_or(UserId::from_bytes([0; 16]));
    let person = found.unwrap_or_else(|| Principal {
        id: Some(id),
        ..Principal::default()
    });
    let last = holds && work.roles().hold_super_administrators().await? == [id];
    let resource = Resource::Person(Box::new(person));
    let known = asker.may_delegate(server, action, &resource, grants, last)?;
    if exists {
        Ok((known, id))
    } else {
        Err(Refusal::NotFound)
    }
}

impl From<crate::users::Error> for Refusal {
    fn from(error: crate::users::Error) -> Self {
        use crate::users::Error;
        match error {
            Error::NameTaken(_) => Self::InUse(error.to_string()),
            Error::NoSuchUser(_) => Self::NotFound,
            Error::Passwords(error) => error.into(),
            Error::Store(error) => error.into(),
            Error::Chance(error) => error.into(),
            // That mail does not go is nothing that was wrong with what was sent.
            Error::Mail(error) => error.into(),
            other => Self::Unusable(other.to_string()),
        }
    }
}

impl From<crate::clients::Error> for Refusal {
    fn from(error: crate::clients::Error) -> Self {
        use crate::clients::Error;
        match error {
            Error::Store(error) => error.into(),
            Error::Chance(error) => error.into(),
            other => Self::Unusable(other.to_string()),
        }
    }
}
