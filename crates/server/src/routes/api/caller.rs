//! Who asks at the JSON interface, and the one place where they are told whether they may.
//!
//! [`Caller`] says nothing about who it is until [`Caller::may`] has asked the rules, so no route below
//! `/api/v1` can forget to.

use std::{collections::BTreeSet, net::IpAddr};

use authority::{
    Moment,
    api_key::{self, NOTED},
    audit::Event,
    factor::Level,
    permission::{Action, Answer, By, Circumstances, Principal, Resource, Thing, role},
    scope::{KNOWN, Scopes},
    session::Session,
};
use axum::extract::FromRequestParts;
use http::{header::AUTHORIZATION, request::Parts};
use protocol::{SessionId, UserId};

use crate::{
    Server,
    headers::Peer,
    refusal::Refusal,
    routes::request::access_token::{SignedIn, bearer},
    store::{KeyOf, User, Work},
};

/// Somebody with an access token or a key, or nobody.
pub(crate) struct Caller {
    who: Principal,
    known: Option<Known>,
    own_roles: role::OwnRoles,
    circumstances: Circumstances,
}

/// Who it is that may.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The person behind the token or the key.
    pub(crate) user: User,
    /// The session that asks; `None` for a key.
    pub(crate) session: Option<SessionId>,
    /// The client that asks; `None` for a key.
    pub(crate) client: Option<String>,
    /// The key that asks.
    pub(crate) key: Option<KeyOf>,
    /// What the token or key allows.
    pub(crate) scopes: Scopes,
    /// The address that asks.
    pub(crate) ip: IpAddr,
}

impl Caller {
    /// A person who is signed in in a browser. To the rules that is as good as a token with every
    /// scope: it is their own page that acts.
    pub(crate) async fn in_browser(
        server: &Server,
        work: &mut Work,
        session: &Session,
        user: &User,
        ip: IpAddr,
    ) -> Result<Self, Refusal> {
        let who = work.roles().principal(user.id).await?;
        let who = who.ok_or(Refusal::Failed)?;
        let own_roles = work.roles().own().await?;
        let scopes: Scopes = KNOWN.iter().map(|(name, _)| (*name).to_owned()).collect();
        let assurance = &session.assurance;
        let known = Known {
            user: user.clone(),
            session: Some(session.id),
            client: None,
            key: None,
            scopes: scopes.clone(),
            ip,
        };
        Ok(Self {
            circumstances: Circumstances {
                by: By::Token,
                scopes,
                proved_at: assurance.factor_at.or(Some(session.authenticated_at)),
                second_factor: assurance.level >= Level::Two,
                factor_required: server.config().factors.requires(&who.roles),
                ..circumstances(server, ip)
            },
            who: Principal {
                permissions: role::permissions(
                    &who.roles,
                    &own_roles,
                    server.policies().named_roles(),
                ),
                ..who
            },
            known: Some(known),
            own_roles,
        })
    }

    /// Refuses unless the rules allow `action` on `resource`.
    pub(crate) fn may(
        &self,
        server: &Server,
        action: Action,
        resource: &Resource,
    ) -> Result<&Known, Refusal> {
        self.ask(server, action, resource, &self.circumstances)
    }

    /// As [`Caller::may`], for what gives, takes or changes `grants` or concerns the last
    /// super-administrator.
    pub(crate) fn may_delegate(
        &self,
        server: &Server,
        action: Action,
        resource: &Resource,
        grants: BTreeSet<String>,
        last_super_administrator: bool,
    ) -> Result<&Known, Refusal> {
        let circumstances = Circumstances {
            grants,
            last_super_administrator,
            ..self.circumstances.clone()
        };
        self.ask(server, action, resource, &circumstances)
    }

    /// As [`Caller::may`] about oneself.
    pub(crate) fn may_here(&self, server: &Server, action: Action) -> Result<&Known, Refusal> {
        let resource = Resource::Person(Box::new(self.who.clone()));
        self.may(server, action, &resource)
    }

    /// As [`Caller::may`] about a thing whose owner was looked up. What is not there and what is
    /// somebody else's look the same.
    pub(crate) fn may_with(
        &self,
        server: &Server,
        action: Action,
        kind: Thing,
        id: &str,
        owner: Option<UserId>,
    ) -> Result<&Known, Refusal> {
        let thing = |owner| Resource::Thing {
            kind,
            id: id.to_owned(),
            owner,
        };
        // Whoever may do it to nothing of their own may not look for the things of others.
        let own = self.who.id.unwrap_or(UserId::from_bytes([0; 16]));
        self.may(server, action, &thing(own))?;
        let owner = owner.ok_or(Refusal::NotFound)?;
        match self.may(server, action, &thing(owner)) {
            Err(Refusal::NotAllowed) => Err(Refusal::NotFound),
            other => other,
        }
    }

    /// What the roles of people hold on this server at this moment.
    pub(crate) fn permissions(&self, server: &Server, roles: &[String]) -> BTreeSet<String> {
        role::permissions(roles, &self.own_roles, server.policies().named_roles())
    }

    /// The department beyond which the asker does not look after people, as the rule `own-department`
    /// has it for one person; `None`: they look after all.
    pub(crate) fn only_department(&self) -> Option<&str> {
        let has = |wanted: &[&str]| {
            let mut roles = self.who.roles.iter().map(String::as_str);
            roles.any(|role| wanted.contains(&role))
        };
        let administers = has(&[role::ADMINISTRATOR, role::SUPER_ADMINISTRATOR]);
        let department = self.who.department.as_deref();
        department.filter(|_| has(&[role::MODERATOR]) && !administers)
    }

    /// The roles that somebody made.
    pub(crate) fn own_roles(&self) -> &role::OwnRoles {
        &self.own_roles
    }

    fn ask(
        &self,
        server: &Server,
        action: Action,
        resource: &Resource,
        circumstances: &Circumstances,
    ) -> Result<&Known, Refusal> {
        let policies = server.policies();
        let decision = policies.decide(&self.who, action, resource, circumstances);
        for failure in &decision.failures {
            tracing::error!(%action, failure, "a rule could not be worked out");
        }
        if decision.allowed {
            return self.known.as_ref().ok_or(Refusal::NoToken);
        }
        let rules: Vec<&str> = decision.rules.iter().map(|rule| rule.id.as_str()).collect();
        let who = self.who.id.map(|id| id.to_string());
        tracing::info!(%action, who, rules = rules.join(" "), "refused");
        let answer = decision.answer();
        if let Some(known) = &self.known {
            self.note(server, known, action, resource, answer, &rules);
        }
        Err(match answer {
            Answer::WhoAreYou => Refusal::NoToken,
            Answer::Scope => Refusal::InsufficientScope(action.scope()),
            Answer::Stale => Refusal::Stale,
            Answer::Maintenance => Refusal::Maintenance,
            Answer::No => Refusal::NotAllowed,
        })
    }
}

impl Caller {
    /// Lets the log know what somebody known may not do, and why.
    fn note(
        &self,
        server: &Server,
        known: &Known,
        action: Action,
        resource: &Resource,
        answer: Answer,
        rules: &[&str],
    ) {
        let event = Event::new(server.now(), known.user.id, "api.refused", action)
            .from(known.ip)
            .with(format_args!("about={}", about(resource)))
            .because(reason(answer));
        let event = rules.iter().fold(event, |event, rule| {
            event.because(format_args!("rule {rule}"))
        });
        server.refused(event);
    }
}

/// What a refusal comes down to.
const fn reason(answer: Answer) -> &'static str {
    match answer {
        Answer::WhoAreYou => "nobody said who asks",
        Answer::Scope => "the token does not allow it",
        Answer::Stale => "the proof of who asks is too old",
        Answer::Maintenance => "maintenance",
        Answer::No => "no rule permits it, or one forbids it",
    }
}

/// What it was about, in a word.
fn about(resource: &Resource) -> String {
    match resource {
        Resource::Person(person) => {
            let id = person.id.map(|id| id.to_string());
            format!("Person:{}", id.unwrap_or_default())
        }
        Resource::Thing { kind, id, .. } => format!("{}:{id}", kind.type_name()),
        Resource::Server => "server".to_owned(),
    }
}

impl Known {
    /// Appends to the audit log that this person did it.
    pub(crate) async fn record(
        &self,
        work: &mut Work,
        now: Moment,
        action: &'static str,
        subject: &str,
        detail: &str,
    ) -> Result<(), Refusal> {
        let detail = match &self.key {
            Some(key) => format!("{detail} key={}", key.id),
            None => detail.to_owned(),
        };
        let event = Event::new(now, self.user.id, action, subject)
            .from(self.ip)
            .with(detail.trim());
        Ok(work.audit().append(&event).await?)
    }
}

/// A person as the rules see them.
pub(crate) async fn principal(
    server: &Server,
    work: &mut Work,
    asker: &Caller,
    user: UserId,
) -> Result<Option<Principal>, Refusal> {
    let found = work.roles().principal(user).await?;
    Ok(found.map(|principal| Principal {
        permissions: asker.permissions(server, &principal.roles),
        ..principal
    }))
}

impl FromRequestParts<Server> for Caller {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Refusal> {
        let Ok(Peer(ip)) = Peer::from_request_parts(parts, server).await;
        let Some(header) = parts.headers.get(AUTHORIZATION) else {
            return Ok(nobody(server, ip));
        };
        let token = header.to_str().ok().and_then(bearer).unwrap_or_default();
        let (known, by, proved_at, second_factor) = if token.starts_with("cs_") {
            let (known, by) = by_key(server, token, ip).await?;
            (known, by, None, false)
        } else {
            let signed_in = SignedIn::from_request_parts(parts, server).await?;
            let known = Known {
                session: Some(signed_in.access.session),
                client: Some(signed_in.access.client.clone()),
                user: signed_in.user,
                key: None,
                scopes: signed_in.scopes,
                ip,
            };
            let access = signed_in.access;
            let proved_at = Some(access.proved_at);
            (known, By::Token, proved_at, access.second_factor)
        };
        let mut work = server.store().look().await?;
        let who = work.roles().principal(known.user.id).await?;
        let who = who.ok_or(Refusal::InvalidToken)?;
        let own_roles = work.roles().own().await?;
        let named = server.policies().named_roles();
        Ok(Self {
            circumstances: Circumstances {
                by,
                scopes: known.scopes.clone(),
                proved_at,
                second_factor,
                factor_required: server.config().factors.requires(&who.roles),
                ..circumstances(server, ip)
            },
            who: Principal {
                permissions: role::permissions(&who.roles, &own_roles, named),
                ..who
            },
            known: Some(known),
            own_roles,
        })
    }
}

fn nobody(server: &Server, ip: IpAddr) -> Caller {
    Caller {
        who: Principal::default(),
        known: None,
        own_roles: role::OwnRoles::new(),
        circumstances: circumstances(server, ip),
    }
}

/// What is the same for everybody who asks now from `ip`, and nothing that speaks for them.
pub(crate) fn circumstances(server: &Server, ip: IpAddr) -> Circumstances {
    let (access, now) = (&server.config().access, server.now());
    Circumstances {
        by: By::Nothing,
        scopes: Scopes::default(),
        proved_at: None,
        second_factor: false,
        factor_required: false,
        now,
        ip,
        maintenance: access.is_maintenance(now),
        known_network: access.knows(ip),
        working_hours: access.is_working_hour(now),
        grants: BTreeSet::new(),
        last_super_administrator: false,
    }
}

/// Whose key this is. That it was used is noted once in ten minutes.
async fn by_key(server: &Server, text: &str, ip: IpAddr) -> Result<(Known, By), Refusal> {
    let now = server.now();
    let (kind, digest) = api_key::read(text).ok_or(Refusal::InvalidToken)?;
    let mut work = server.store().read().await?;
    let key = work.api_keys().by_digest(&digest).await?;
    let key = key
        .filter(|key| key.key.is_live(now) && key.key.kind == kind)
        .ok_or(Refusal::InvalidToken)?;
    let user = work.users().get(key.user).await?;
    let user = user
        .filter(|user| user.disabled_at.is_none())
        .ok_or(Refusal::InvalidToken)?;
    drop(work);
    if key.last_used_at.is_none_or(|used| now.since(used) >= NOTED) {
        let mut work = server.store().begin().await?;
        work.api_keys().note_use(&key.id, now).await?;
        work.commit().await?;
    }
    let by = match kind {
        api_key::Kind::Publishable => By::PublishableKey,
        api_key::Kind::Secret => By::SecretKey,
    };
    let known = Known {
        user,
        session: None,
        client: None,
        scopes: key.scopes.clone(),
        key: Some(key),
        ip,
    };
    Ok((known, by))
}
