//! `client`: registers programs that may ask for sign-ins, and lists them.

use std::{path::PathBuf, time::Duration};

use authority::{client::Client, redirect::RedirectUri};
use clap::Subcommand;
use serde::Serialize;

use super::{Exit, Failure, Output, output::table};
use crate::{Config, clients::NewClient};

#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Register a program
    Add(Box<New>),
    /// List all programs
    List,
    /// Make a token with which programs can register themselves
    Token(Token),
}

#[derive(Debug, clap::Args)]
pub(super) struct Token {
    /// How many programs may be registered with it
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    uses: u32,
    /// For how many hours
    #[arg(long, value_name = "H", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=8760))]
    hours: u32,
}

#[derive(Debug, clap::Args)]
pub(super) struct New {
    /// What people read when it asks
    #[arg(long)]
    name: String,
    /// Where answers may go; may be given several times
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirects: Vec<String>,
    /// It can keep a secret, as a program on a server can
    #[arg(long)]
    confidential: bool,
    /// What it may use, such as ciba to ask without a browser; may be given several times [default:
    /// authorization_code and refresh_token]
    #[arg(long = "grant", value_name = "GRANT")]
    grants: Vec<String>,
    /// The most it may ask for; may be given several times [default: openid profile email
    /// offline_access]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    /// It belongs to whoever runs this server, so nobody is asked for consent
    #[arg(long)]
    first_party: bool,
    /// Its public keys, as a JSON Web Key Set: it signs instead of knowing a secret
    #[arg(long, value_name = "FILE")]
    jwks: Option<PathBuf>,
    /// What its identity tokens are signed with: ES256, RS256 or EdDSA [default: ES256]
    #[arg(long, value_name = "ALG")]
    id_token_alg: Option<String>,
    /// Its tokens have to be bound to a key of its own (DPoP)
    #[arg(long)]
    dpop_bound: bool,
    /// An address it may ask tokens for besides this server; may be given several times
    #[arg(long = "resource", value_name = "URI")]
    resources: Vec<String>,
    /// It takes tokens of other programs and asks what they are worth: any, or those for its --resource
    #[arg(long)]
    resource_server: bool,
    /// Where a browser may be sent after it signed out; may be given several times
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirects: Vec<String>,
    /// Where it is told that a session has ended
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// Where it is told that a person decided whom it asked without a browser; without, it polls
    #[arg(long = "notification-endpoint", value_name = "URI")]
    notification: Option<String>,
    /// Its authorization requests have to be pushed
    #[arg(long)]
    require_par: bool,
}

impl New {
    fn read(self) -> Result<NewClient, Failure> {
        let new = self;
        let jwks = match &new.jwks {
            None => None,
            Some(path) => Some(std::fs::read_to_string(path).map_err(|error| {
                Failure::new(
                    Exit::Refused,
                    "unreadable_keys",
                    format!(
                        "{} cannot be read: {error}; nothing was added",
                        path.display()
                    ),
                    "Give the file that holds the client's public keys.",
                )
            })?),
        };
        Ok(NewClient {
            jwks,
            id_token_alg: new.id_token_alg,
            dpop_bound: new.dpop_bound,
            resources: new.resources,
            resource_server: new.resource_server,
            name: new.name,
            redirect_uris: new.redirects,
            confidential: new.confidential,
            first_party: new.first_party,
            grants: new.grants,
            scopes: new.scopes,
            post_logout_redirect_uris: new.post_logout_redirects,
            backchannel_logout_uri: new.backchannel_logout_uri,
            backchannel_notification: new.notification,
            require_par: new.require_par,
            ..NewClient::default()
        })
    }
}

#[derive(Serialize)]
struct Added {
    client_id: String,
    client_secret: Option<String>,
    #[serde(skip)]
    signs: bool,
}

#[derive(Serialize)]
struct Row {
    client_id: String,
    name: String,
    confidential: bool,
    first_party: bool,
    redirect_uris: Vec<String>,
    grants: Vec<String>,
    scopes: Vec<String>,
    post_logout_redirect_uris: Vec<String>,
    backchannel_logout_uri: Option<String>,
    require_par: bool,
}

#[derive(Serialize)]
struct Allowed {
    initial_access_token: String,
    uses: u32,
    hours: u32,
}

impl From<Client> for Row {
    fn from(client: Client) -> Self {
        let texts = |list: &[RedirectUri]| list.iter().map(|uri| uri.as_str().to_owned()).collect();
        Self {
            confidential: client.is_confidential(),
            first_party: client.first_party,
            redirect_uris: texts(&client.redirects),
            post_logout_redirect_uris: texts(&client.post_logout_redirects),
            backchannel_logout_uri: client.backchannel_logout_uri,
            require_par: client.require_par,
            scopes: client.scopes.iter().map(str::to_owned).collect(),
            client_id: client.id,
            name: client.name,
            grants: client.grants,
        }
    }
}

pub(super) async fn run(verb: Verb, config: Config, output: Output) -> Result<(), Failure> {
    match verb {
        Verb::Add(new) => {
            let signs = new.jwks.is_some();
            let added = super::open(config).await?.add_client(new.read()?).await?;
            let client_secret = added.secret.map(|secret| secret.reveal().to_owned());
            let added = Added {
                client_id: added.id,
                client_secret,
                signs,
            };
            output.answer(&added, || added.in_words())
        }
        Verb::List => {
            let clients = super::open(config).await?.list_clients().await?;
            let rows: Vec<Row> = clients.into_iter().map(Row::from).collect();
            output.answer(&rows, || in_words(&rows))
        }
        Verb::Token(Token { uses, hours }) => {
            let life = Duration::from_secs(u64::from(hours) * 3600);
            let server = super::open(config).await?;
            let token = server.allow_registration(uses, life).await?;
            let initial_access_token = token.reveal().to_owned();
            let allowed = Allowed {
                initial_access_token,
                uses,
                hours,
            };
            output.answer(&allowed, || {
                format!(
                    "{}\n\nIt registers {uses} within {hours} hours and is shown this once.",
                    allowed.initial_access_token
                )
            })
        }
    }
}

impl Added {
    fn in_words(&self) -> String {
        let secret = match &self.client_secret {
            Some(secret) => format!("  client_secret  {secret}\n\nThe secret is shown this once."),
            None if self.signs => "\nIt has no secret: it signs with its keys.".to_owned(),
            None => {
                "\nIt is a public client and has no secret: PKCE protects its sign-ins.".to_owned()
            }
        };
        format!("Added.\n\n  client_id      {}\n{secret}", self.client_id)
    }
}

fn in_words(rows: &[Row]) -> String {
    let kind = |row: &Row| match (row.confidential, row.first_party) {
        (true, true) => "confidential, first party",
        (true, false) => "confidential",
        (false, true) => "public, first party",
        (false, false) => "public",
    };
    let cells: Vec<[String; 4]> = rows
        .iter()
        .map(|row| {
            let redirects = row.redirect_uris.join(" ");
            [
                row.name.clone(),
                row.client_id.clone(),
                kind(row).to_owned(),
                redirects,
            ]
        })
        .collect();
    table(["NAME", "CLIENT ID", "KIND", "REDIRECTS"], &cells)
}
