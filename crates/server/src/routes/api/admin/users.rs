//! `/api/v1/admin/users`: finding people, and adding them.

use authority::permission::{Action, Resource, role};
use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
};
use http::StatusCode;
use protocol::{OAuthError, Page, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use zeroize::Zeroizing;

use crate::{
    Server,
    paging::Part,
    refusal::Refusal,
    routes::api::{
        caller::Caller,
        listed::unreadable,
        sent::{Refused, Sent},
    },
    store::{Person, Search, Sort},
    users::NewPerson,
};

/// A person, as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    /// The subject of their tokens.
    pub(super) id: UserId,
    /// The name they sign in with.
    pub(super) name: String,
    /// Their mail address.
    pub(super) email: String,
    /// Where they belong.
    pub(super) department: Option<String>,
    /// Their roles.
    pub(super) roles: Vec<String>,
    /// Whether their right to sign in was taken.
    pub(super) disabled: bool,
    /// When they were added, Unix seconds.
    pub(super) created_at: i64,
}

impl From<Person> for PersonView {
    fn from(person: Person) -> Self {
        Self {
            id: person.id,
            name: person.name,
            email: person.email,
            department: person.department,
            roles: person.roles,
            disabled: person.disabled_at.is_some(),
            created_at: person.created_at.unix(),
        }
    }
}

/// Whether people can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Standing {
    /// They can.
    Active,
    /// They cannot.
    Disabled,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Order {
    /// By name.
    Name,
    /// The last added first.
    Created,
}

/// Which people to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct WantedUsers {
    /// What their name begins with, or with an `@` in it, their mail address; in any case of letters.
    q: Option<String>,
    /// Whether they can sign in.
    state: Option<Standing>,
    /// A role they have.
    role: Option<String>,
    /// Where they belong.
    department: Option<String>,
    /// By name when left out; `created` goes with `state` alone.
    sort: Option<Order>,
    /// How many rows, 1 to 200; 100 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// The `next_cursor` of the part before.
    cursor: Option<String>,
}

/// People who can sign in or could.
#[utoipa::path(
    get,
    path = "/api/v1/admin/users",
    tag = "admin: users",
    operation_id = "list_users",
    params(WantedUsers),
    security(("bearer" = ["admin"])),
    responses((status = 200, description = "People", body = Page<PersonView>), Refused)
)]
pub(crate) async fn list(
    State(server): State<Server>,
    asker: Caller,
    query: Result<Query<WantedUsers>, QueryRejection>,
) -> Result<Json<Page<PersonView>>, Refusal> {
    let known = asker.may(&server, Action::UsersRead, &Resource::Server)?;
    let Query(mut wanted) = query.map_err(|_| unreadable())?;
    if let Some(own) = asker.only_department() {
        // Whoever looks after one department sees that department alone.
        if wanted.department.get_or_insert_with(|| own.to_owned()) != own {
            return Err(Refusal::NotAllowed);
        }
    }
    let text = |value: &Option<String>| format!("{value:?}");
    let list = [
        "users",
        &known.user.id.to_string(),
        &text(&wanted.q),
        &text(&wanted.role),
        &text(&wanted.department),
        &format!("{:?}{:?}", wanted.state, wanted.sort),
    ];
    let part = Part::read(&server, &list, wanted.limit, wanted.cursor.as_deref())?;
    let sort = match wanted.sort {
        Some(Order::Created) => Sort::Age,
        _ => Sort::Name,
    };
    let narrowed = wanted.q.is_some() || wanted.role.is_some() || wanted.department.is_some();
    if sort == Sort::Age && narrowed {
        return Err(Refusal::invalid_request(
            "sort=created goes with state alone",
        ));
    }
    let search = Search {
        begins: wanted.q.filter(|text| !text.trim().is_empty()),
        active: wanted.state.map(|state| state == Standing::Active),
        role: wanted.role,
        department: wanted.department,
        sort,
        after: part.after.clone(),
        limit: part.and_one(),
    };
    let rows = server.store().look().await?.users().search(&search).await?;
    let position = |row: &Person| row.position.clone();
    Ok(Json(part.page(&server, rows, position, PersonView::from)))
}

/// A person to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateUser {
    /// The name they will sign in with, 1 to 80 characters.
    name: String,
    /// Their mail address.
    email: String,
    /// `user` when left out.
    roles: Option<Vec<String>>,
    /// Where they belong.
    department: Option<String>,
    /// Their password; when left out nobody knows it, and they have to reset it.
    password: Option<String>,
}

/// Adds a person, with no role that the asker does not hold in full.
#[utoipa::path(
    post,
    path = "/api/v1/admin/users",
    tag = "admin: users",
    operation_id = "create_user",
    request_body = CreateUser,
    security(("bearer" = ["admin"])),
    responses(
        (status = 201, description = "The person", body = PersonView),
        (status = 409, description = "Somebody has that name", body = OAuthError),
        Refused,
    )
)]
pub(crate) async fn create(
    State(server): State<Server>,
    asker: Caller,
    sent: Sent,
) -> Result<(StatusCode, Json<PersonView>), Refusal> {
    asker.may(&server, Action::UsersCreate, &Resource::Server)?;
    let CreateUser {
        name,
        email,
        roles,
        department,
        password,
    } = sent.read()?;
    let mut roles = roles.unwrap_or_else(|| vec![role::USER.to_owned()]);
    roles.sort_unstable();
    roles.dedup();
    if let Some(unknown) = roles
        .iter()
        .find(|role| !super::roles::exists(asker.own_roles(), role))
    {
        let shown = protocol::shown(unknown, 40).unwrap_or_default();
        return Err(Refusal::Unusable(format!("there is no role {shown}")));
    }
    let grants = asker.permissions(&server, &roles);
    let known = asker.may_delegate(
        &server,
        Action::UsersCreate,
        &Resource::Server,
        grants,
        false,
    )?;
    let id = server
        .add_person(NewPerson {
            actor: &known.user.id.to_string(),
            name: &name,
            email: &email,
            roles: &roles,
            department: department.as_deref(),
            password: password.map(Zeroizing::new),
        })
        .await?;
    let person = PersonView {
        id,
        name,
        email,
        department,
        roles,
        disabled: false,
        created_at: server.now().unix(),
    };
    Ok((StatusCode::CREATED, Json(person)))
}
