//! How a client comes to be known.

use protocol::shown;
use std::time::Duration;

use authority::{
    Secret, backchannel,
    client::{About, AuthMethod, Client, TokenAlg},
    device,
    jws::{self, KeySet},
    redirect::{self, RedirectUri},
    registration, resource,
    scope::{self, Scopes},
};

use crate::{Server, state::NoChance, store, users::OPERATOR};

/// Why a client was not registered.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The name cannot be one.
    #[error("a name has 1 to 80 characters, and no control marks or spaces around it")]
    BadName,
    /// A redirect address cannot be registered.
    #[error("the redirect address {uri} cannot be registered: {source}")]
    BadRedirect {
        /// The address.
        uri: String,
        /// What is wrong with it.
        source: redirect::Error,
    },
    /// A scope or grant that this server does not know.
    #[error("this server knows no {0}")]
    Unknown(String),
    /// The keys of a client cannot be used.
    #[error("the keys cannot be registered: {0}")]
    BadKeys(#[from] jws::BadKey),
    /// A resource has to be an absolute address without a fragment.
    #[error("{0} is no absolute address without a fragment")]
    BadResource(String),
    /// Only a client that can prove who it is may act for itself.
    #[error(
        "a public client cannot use client_credentials or ciba, or ask about tokens: let it be \
         confidential or give its keys"
    )]
    CannotProve,
    /// Something else about a client cannot be registered.
    #[error(transparent)]
    BadClient(#[from] registration::Error),
    /// A client without a redirect address cannot sign anybody in.
    #[error("a client needs at least one redirect address")]
    NoRedirect,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The system has no randomness to give.
    #[error(transparent)]
    Chance(#[from] NoChance),
}

/// A client to register.
#[derive(Debug, Clone, Default)]
pub struct NewClient {
    /// Its name for people.
    pub name: String,
    /// Where answers may go.
    pub redirect_uris: Vec<String>,
    /// Whether it can keep a secret and gets one.
    pub confidential: bool,
    /// Whether people are not asked for consent.
    pub first_party: bool,
    /// `authorization_code` and `refresh_token` when empty.
    pub grants: Vec<String>,
    /// `openid profile email offline_access` when empty.
    pub scopes: Vec<String>,
    /// The public keys it signs assertions with, as a JSON Web Key Set, instead of a secret.
    pub jwks: Option<String>,
    /// `ES256` when left out.
    pub id_token_alg: Option<String>,
    /// Whether its tokens have to be bound to a key of its own.
    pub dpop_bound: bool,
    /// The addresses it may ask tokens for besides this server.
    pub resources: Vec<String>,
    /// Whether it may ask what tokens of others are worth, and for whom.
    pub resource_server: bool,
    /// How it proves who it is.
    pub token_auth_method: AuthMethod,
    /// Whether its authorization requests have to be pushed.
    pub require_par: bool,
    /// Where a browser may be sent after it signed out.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where it is told that a session has ended.
    pub backchannel_logout_uri: Option<String>,
    /// `poll` or `ping`; `ping` when left out and there is an address.
    pub backchannel_delivery: Option<String>,
    /// Where it is told that a person decided whom it asked without a browser.
    pub backchannel_notification: Option<String>,
    /// What it says about itself.
    pub about: About,
}

/// A client that was registered.
#[derive(Debug)]
pub struct AddedClient {
    /// Its name in requests.
    pub id: String,
    /// Its secret, known only now.
    pub secret: Option<Secret>,
}

/// The grants that clients may use.
pub const GRANTS: &[&str] = &[
    "authorization_code",
    "refresh_token",
    "client_credentials",
    device::GRANT,
    backchannel::GRANT,
];

/// What a client may use when nothing is said about it.
const USUAL_GRANTS: &[&str] = &["authorization_code", "refresh_token"];

impl Server {
    /// Registers a client.
    ///
    /// # Errors
    ///
    /// [`Error::BadRedirect`], [`Error::NoRedirect`] or [`Error::Unknown`] when it cannot be.
    pub async fn add_client(&self, new: NewClient) -> Result<AddedClient, Error> {
        self.add_client_by(OPERATOR, new).await
    }

    /// As [`Server::add_client`], asked for by `actor`.
    pub(crate) async fn add_client_by(
        &self,
        actor: &str,
        new: NewClient,
    ) -> Result<AddedClient, Error> {
        let name = shown(&new.name, 80)
            .filter(|name| *name == new.name)
            .ok_or(Error::BadName)?;
        let redirect = |uri: &String| {
            RedirectUri::parse(uri).map_err(|source| Error::BadRedirect {
                uri: uri.clone(),
                source,
            })
        };
        let scopes = or_default(
            new.scopes,
            &["openid", "profile", "email", "offline_access"],
        );
        if let Some(scope) = scopes
            .iter()
            .find(|scope| !scope::KNOWN.iter().any(|(known, _)| known == scope))
        {
            return Err(Error::Unknown(format!("scope {scope}")));
        }
        let mut grants = or_default(new.grants, USUAL_GRANTS);
        for grant in &mut grants {
            if grant == "ciba" {
                backchannel::GRANT.clone_into(grant);
            }
        }
        if let Some(grant) = grants
            .iter()
            .find(|grant| !GRANTS.contains(&grant.as_str()))
        {
            return Err(Error::Unknown(format!("grant {grant}")));
        }
        let uses = |grant: &str| grants.iter().any(|used| used == grant);
        if new.redirect_uris.is_empty() && uses("authorization_code") {
            return Err(Error::NoRedirect);
        }
        let keys = new.jwks.as_deref().map(KeySet::parse).transpose()?;
        let wants_proof =
            uses("client_credentials") || uses(backchannel::GRANT) || new.resource_server;
        if wants_proof && !new.confidential && keys.is_none() {
            return Err(Error::CannotProve);
        }
        let id_token_alg = match new.id_token_alg {
            None => TokenAlg::default(),
            Some(word) => TokenAlg::from_word(&word)
                .ok_or_else(|| Error::Unknown(format!("signature algorithm {word}")))?,
        };
        if let Some(odd) = new
            .resources
            .iter()
            .find(|text| resource::parse(text).is_none())
        {
            return Err(Error::BadResource(odd.clone()));
        }
        let secret = if new.confidential && keys.is_none() {
            Some(self.secret()?)
        } else {
            None
        };
        let (delivery, notification) = registration::delivery(
            new.backchannel_delivery.as_deref(),
            new.backchannel_notification.as_deref(),
        )?;
        let client = Client {
            id: data_encoding::HEXLOWER.encode(&self.draw::<16>()?),
            name,
            secret: secret.as_ref().map(Secret::digest),
            first_party: new.first_party,
            redirects: new
                .redirect_uris
                .iter()
                .map(redirect)
                .collect::<Result<_, _>>()?,
            grants,
            scopes: scopes.into_iter().collect::<Scopes>(),
            keys,
            id_token_alg,
            dpop_bound: new.dpop_bound,
            resources: new.resources,
            resource_server: new.resource_server,
            token_auth_method: new.token_auth_method,
            require_par: new.require_par,
            post_logout_redirects: new
                .post_logout_redirect_uris
                .iter()
                .map(redirect)
                .collect::<Result<_, _>>()?,
            backchannel_logout_uri: registration::backchannel(
                new.backchannel_logout_uri.as_deref(),
            )?,
            backchannel_delivery: delivery,
            backchannel_notification: notification,
            about: new.about,
        };
        let mut work = self.store().begin().await?;
        work.clients().add(&client, self.now()).await?;
        let event = self
            .by(actor, "client.added", &client.id)
            .with(&client.name);
        work.audit().append(&event).await?;
        work.commit().await?;
        Ok(AddedClient {
            id: client.id,
            secret,
        })
    }

    /// Makes a token with which `uses` clients can register themselves within `life`.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] or [`Error::Chance`].
    pub async fn allow_registration(&self, uses: u32, life: Duration) -> Result<Secret, Error> {
        let (token, now) = (self.secret()?, self.now());
        let mut work = self.store().begin().await?;
        work.registrations()
            .allow(&token.digest(), uses, now.plus(life), now)
            .await?;
        let detail = format!("uses={uses} seconds={}", life.as_secs());
        let event = self.by(OPERATOR, "registration.allowed", "clients");
        work.audit().append(&event.with(detail)).await?;
        work.commit().await?;
        Ok(token)
    }

    /// All clients, the desktop app included, in the order of their names.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn list_clients(&self) -> Result<Vec<Client>, Error> {
        Ok(self.store().read().await?.clients().list().await?)
    }
}

fn or_default(given: Vec<String>, default: &[&str]) -> Vec<String> {
    if given.is_empty() {
        default.iter().map(|word| (*word).to_owned()).collect()
    } else {
        given
    }
}
