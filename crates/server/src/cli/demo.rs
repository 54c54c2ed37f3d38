//! `demo`: a whole server to try, on a temporary database that goes when it ends.

use std::{io, net::SocketAddr};

use serde::Serialize;

use super::{Failure, Output, password, serve::Listening, user};
use crate::{
    Config,
    config::{DatabaseUrl, Factors},
};

#[derive(Serialize)]
struct Ready<'a> {
    issuer: &'a str,
    administrator: Person<'a>,
    user: Person<'a>,
}

#[derive(Serialize)]
struct Person<'a> {
    name: &'a str,
    password: &'a str,
}

pub(super) async fn run(given: Config, output: Output) -> Result<(), Failure> {
    let place = tempfile::Builder::new()
        .prefix("countersign-demo-")
        .tempdir()
        .map_err(|error| Failure::internal(&error))?;
    let config = Config {
        database_url: DatabaseUrl::sqlite(&place.path().join("countersign.sqlite3")),
        key_file: place.path().join("countersign.key"),
        // Whoever tries it out shall not have to find a second device first; it is said so below.
        factors: Factors {
            required_for: Vec::new(),
            ..given.factors
        },
        ..given
    };
    let listening = bind(config).await?;
    let server = super::open(listening.config.clone()).await?;

    let admin = password::from_chance(server.draw()?);
    let ana = password::from_chance(server.draw()?);
    let roles = ["administrator".to_owned(), "user".to_owned()];
    user::add(&server, "admin", "admin@example.org", &roles, admin.clone()).await?;
    user::add(
        &server,
        "ana",
        "ana@example.org",
        &["user".to_owned()],
        ana.clone(),
    )
    .await?;

    let issuer = listening.config.issuer.clone();
    let ready = || {
        let ready = Ready {
            issuer: issuer.as_str(),
            administrator: Person {
                name: "admin",
                password: &admin,
            },
            user: Person {
                name: "ana",
                password: &ana,
            },
        };
        output.answer(&ready, || ready.in_words())
    };
    listening.serve(server, ready).await
}

/// Takes the configured address. Where nobody chose one and the usual port is taken, any other does.
async fn bind(config: Config) -> Result<Listening, Failure> {
    let usual = Config::default();
    if config.listen != usual.listen || config.issuer != usual.issuer {
        return Listening::bind(config).await;
    }
    match Listening::try_bind(config.clone()).await {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let anywhere = SocketAddr::new(usual.listen.ip(), 0);
            Listening::bind(config.on_loopback(anywhere)).await
        }
        Err(_) => Listening::bind(config).await,
        Ok(listening) => Ok(listening),
    }
}

impl Ready<'_> {
    fn in_words(&self) -> String {
        format!(
            "\n  Countersign is ready to try at {}\n\n  \
             administrator   {:<8} {}\n  \
             user            {:<8} {}\n\n  \
             These passwords were made for this run alone and are shown this once.\n  \
             The demo asks administrators for no second factor; `serve` does.\n  \
             Ctrl+C ends the demo and removes everything it stored.\n",
            self.issuer,
            self.administrator.name,
            self.administrator.password,
            self.user.name,
            self.user.password
        )
    }
}
