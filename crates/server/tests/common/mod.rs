//! A real server on a real database behind real HTTP, at an instant the test chooses.

// Each test binary is a crate that uses its own part of this one.
#![allow(dead_code, unreachable_pub, unused_imports)]

pub mod browser;
pub mod chromium;
pub mod keys;
pub mod postgres;
pub mod redis;
pub mod replicas;
pub mod smtp;
pub mod waiting;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::{Duration, UNIX_EPOCH},
};

use authority::limit::Quota;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use reqwest::{Response, StatusCode, header, redirect::Policy};
use serde_json::Value;
use server::{
    Config, Server,
    clients::NewClient,
    config::{DatabaseUrl, Factors, Issuer, Limits, Secret},
    serving,
    state::Doors,
};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::net::TcpListener;
use zeroize::Zeroizing;

pub use self::browser::{Browser, authorize_path, hidden, location};
use self::{
    redis::RedisServer,
    replicas::{Proxy, Replica},
};

/// What every test signs in with.
pub const PASSWORD: &str = "correct horse battery staple";
/// The secret behind every challenge.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Where the desktop app listens.
pub const DESKTOP_CALLBACK: &str = "http://127.0.0.1:49152/callback/countersign";
/// What the desktop app calls itself.
pub const APP_AGENT: &str = "Countersign/0.1 (Linux)";
/// A browser.
pub const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

/// Runs each test on a fresh SQLite file and on a fresh PostgreSQL database.
#[macro_export]
macro_rules! on_both_databases {
    ($($test:ident),* $(,)?) => {
        mod sqlite { $( #[tokio::test] async fn $test() { super::$test($crate::common::World::sqlite().await).await; } )* }
        mod postgres { $( #[tokio::test] async fn $test() { super::$test($crate::common::World::postgres().await).await; } )* }
    };
}

/// Runs each test on a fresh SQLite file, on a fresh PostgreSQL database, and on two replicas that share
/// a PostgreSQL database and a Redis and answer in turn.
#[macro_export]
macro_rules! on_all_stores {
    ($($test:ident),* $(,)?) => {
        $crate::on_both_databases!($($test),*);
        mod replicas { $( #[tokio::test] async fn $test() { super::$test($crate::common::World::replicas().await).await; } )* }
    };
}

/// One server with one person, `ana`, and a clock that only moves when told to.
pub struct World {
    pub server: Server,
    pub base: String,
    pub http: reqwest::Client,
    pub directory: TempDir,
    /// What stands behind several replicas; `None` with one server.
    pub cluster: Option<Cluster>,
    clock: Arc<AtomicI64>,
}

/// Only the tests about second factors demand one.
pub fn nobody_needs_a_factor() -> Factors {
    Factors {
        required_for: Vec::new(),
        ..Factors::default()
    }
}

/// Two replicas, and what they share besides the database.
pub struct Cluster {
    pub replicas: Vec<Replica>,
    pub proxy: Proxy,
    pub redis: RedisServer,
}

/// The clock of a test stands still, so nothing that was taken comes back: only what is asked at once
/// counts. What a test of another matter asks at once is no abuse.
pub fn roomy() -> Limits {
    let quota = |count| Quota::new(count, Duration::from_secs(1)).unwrap();
    Limits {
        auth: quota(1000),
        token: quota(1_000_000),
        admin: quota(100_000),
        default: quota(100_000),
        ..Limits::default()
    }
}

impl World {
    /// Two replicas on a new PostgreSQL database and a new Redis, behind a proxy that takes them in
    /// turn. `server` is a third process that answers nothing.
    pub async fn replicas() -> Self {
        Self::replicas_with(roomy()).await
    }

    /// As [`World::replicas`], with these limits.
    pub async fn replicas_with(limits: Limits) -> Self {
        let url = postgres::fresh_database(&format!("test_{}", HEXLOWER.encode(&random::<8>())));
        let directory = tempfile::tempdir().unwrap();
        let redis = RedisServer::start();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let config = Config {
            issuer: Issuer::parse(&base).unwrap(),
            database_url: DatabaseUrl::parse(url).unwrap(),
            redis_url: Some(Secret::new(redis.url())),
            key_file: directory.path().join("server.key"),
            limits,
            factors: nobody_needs_a_factor(),
            ..Config::default()
        };
        let clock = Arc::new(AtomicI64::new(1_800_000_000));
        let server = Server::start(config.clone(), doors(&clock)).await.unwrap();
        let mut replicas = Vec::new();
        for _ in 0..2 {
            replicas.push(Replica::start(config.clone(), Arc::clone(&clock)).await);
        }
        let targets: Vec<_> = replicas.iter().map(|replica| replica.address).collect();
        let cluster = Cluster {
            proxy: Proxy::start(listener, &targets),
            replicas,
            redis,
        };
        let world = Self {
            // A connection for each request, so that the replicas take turns.
            http: http().pool_max_idle_per_host(0).build().unwrap(),
            server,
            base,
            directory,
            cluster: Some(cluster),
            clock,
        };
        world.add_ana().await;
        world
    }

    /// A server on a new SQLite file.
    pub async fn sqlite() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let url = DatabaseUrl::sqlite(&directory.path().join("server.sqlite3"));
        Self::start(directory, url).await
    }

    /// As [`World::sqlite`], begun at the true time, which clients of others go by.
    pub async fn today() -> Self {
        let world = Self::sqlite().await;
        #[allow(clippy::disallowed_methods, reason = "a test is a door of its own")]
        let now = UNIX_EPOCH.elapsed().unwrap().as_secs();
        world.clock.store(now.try_into().unwrap(), Ordering::SeqCst);
        world
    }

    /// A server on a new PostgreSQL database.
    pub async fn postgres() -> Self {
        let url = postgres::fresh_database(&format!("test_{}", HEXLOWER.encode(&random::<8>())));
        Self::start(
            tempfile::tempdir().unwrap(),
            DatabaseUrl::parse(url).unwrap(),
        )
        .await
    }

    async fn start(directory: TempDir, database_url: DatabaseUrl) -> Self {
        let config = Config {
            database_url,
            key_file: directory.path().join("server.key"),
            factors: nobody_needs_a_factor(),
            limits: roomy(),
            ..Config::default()
        };
        Self::start_with(directory, config).await
    }

    /// A server with this configuration, whose files are in `directory`.
    pub async fn start_with(directory: TempDir, config: Config) -> Self {
        let world = Self::found(directory, config, 1_800_000_000).await;
        world.add_ana().await;
        world
    }

    /// A server on a database that another one left, at `now`. Nobody is added.
    pub async fn found(directory: TempDir, config: Config, now: i64) -> Self {
        let clock = Arc::new(AtomicI64::new(now));
        let (server, base) = serve(config, &clock).await;
        Self {
            server,
            base,
            http: http().build().unwrap(),
            directory,
            cluster: None,
            clock,
        }
    }

    async fn add_ana(&self) {
        let password = Zeroizing::new(PASSWORD.to_owned());
        self.server
            .add_user("ana", "ana@example.org", &["user".to_owned()], password)
            .await
            .unwrap();
    }

    /// Moves the clock on.
    pub fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The time, Unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser {
            world: self,
            cookies: BTreeMap::new(),
        }
    }

    /// A program that holds no cookies: one request as the desktop app sends it.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let request = self
            .http
            .post(format!("{}{path}", self.base))
            .header(header::USER_AGENT, APP_AGENT);
        request.form(fields).send().await.unwrap()
    }

    /// `GET` with an access token.
    pub async fn api(&self, path: &str, token: &str) -> Response {
        self.http
            .get(format!("{}{path}", self.base))
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }

    /// The same database under a server that just started.
    pub async fn restarted(self) -> Self {
        let config = self.server.config().clone();
        let (server, base) = serve(config, &self.clock).await;
        Self {
            server,
            base,
            ..self
        }
    }

    /// The same database under a server with another configuration.
    pub async fn configured(self, config: Config) -> Self {
        let (server, base) = serve(config, &self.clock).await;
        Self {
            server,
            base,
            ..self
        }
    }

    /// The same database under a server that people know by another name.
    pub async fn known_as(self, issuer: &str) -> Self {
        let issuer = Issuer::parse(issuer).unwrap();
        let config = Config {
            issuer,
            ..self.server.config().clone()
        };
        let (server, base) = serve_as(config, &self.clock).await;
        Self {
            server,
            base,
            ..self
        }
    }

    /// The same database under a server that was configured otherwise, at a new port.
    pub async fn reconfigured(self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.server.config().clone();
        change(&mut config);
        let (server, base) = serve(config, &self.clock).await;
        Self {
            server,
            base,
            ..self
        }
    }

    /// A second server process on the same database, with another configuration.
    pub async fn replica_with(&self, config: Config) -> Server {
        Server::start(config, doors(&self.clock)).await.unwrap()
    }

    /// The same database under a server that is known by a name, at a new port.
    pub async fn by_name(self) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let config = Config {
            issuer: Issuer::parse(&base).unwrap(),
            ..self.server.config().clone()
        };
        let server = listen(listener, config, &self.clock).await;
        Self {
            server,
            base,
            ..self
        }
    }

    /// A second server process on the same database.
    pub async fn replica(&self) -> Server {
        Server::start(self.server.config().clone(), doors(&self.clock))
            .await
            .unwrap()
    }

    /// Registers a client.
    pub async fn client(&self, new: NewClient) -> (String, Option<String>) {
        let added = self.server.add_client(new).await.unwrap();
        (
            added.id,
            added.secret.map(|secret| secret.reveal().to_owned()),
        )
    }

    /// A grant for the desktop app, given in `browser`.
    pub async fn desktop_code(&self, browser: &mut Browser<'_>) -> String {
        let answer = browser.authorize(&desktop_request()).await;
        answer
            .get("code")
            .unwrap_or_else(|| panic!("no code in {answer:?}"))
            .clone()
    }

    /// The token request of the desktop app for `code`.
    pub async fn redeem(&self, code: &str) -> Response {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", "countersign-desktop"),
            ("redirect_uri", DESKTOP_CALLBACK),
            ("code_verifier", VERIFIER),
            ("code", code),
            ("device_name", "Ana's laptop"),
        ];
        self.post_form("/oauth/token", &fields).await
    }

    /// The refresh request of the desktop app.
    pub async fn refresh(&self, token: &str) -> Response {
        let client = ("client_id", "countersign-desktop");
        self.post_form(
            "/oauth/token",
            &[
                ("grant_type", "refresh_token"),
                client,
                ("refresh_token", token),
            ],
        )
        .await
    }

    /// A whole sign-in of the desktop app through a browser of its own.
    pub async fn desktop(&self) -> Tokens {
        let mut browser = self.browser();
        browser.sign_in("ana", PASSWORD).await;
        let code = self.desktop_code(&mut browser).await;
        Tokens::from(self.redeem(&code).await).await
    }
}

fn http() -> reqwest::ClientBuilder {
    reqwest::Client::builder().redirect(Policy::none())
}

/// Starts a server at a free port, which becomes its issuer.
async fn serve(config: Config, clock: &Arc<AtomicI64>) -> (Server, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let config = Config {
        issuer: Issuer::parse(&base).unwrap(),
        ..config
    };
    (listen(listener, config, clock).await, base)
}

/// Starts a server at a free port under the issuer of `config`.
async fn serve_as(config: Config, clock: &Arc<AtomicI64>) -> (Server, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    (listen(listener, config, clock).await, base)
}

async fn listen(listener: TcpListener, config: Config, clock: &Arc<AtomicI64>) -> Server {
    let config = Config {
        listen: listener.local_addr().unwrap(),
        ..config
    };
    let server = Server::start(config, doors(clock)).await.unwrap();
    let app = serving::app(server.clone());
    let service = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    server
}

fn doors(clock: &Arc<AtomicI64>) -> Doors {
    let clock = Arc::clone(clock);
    Doors {
        clock: Arc::new(move || {
            UNIX_EPOCH + Duration::from_secs(clock.load(Ordering::SeqCst).try_into().unwrap())
        }),
        chance: Arc::new(|buffer| {
            #[allow(clippy::disallowed_methods, reason = "a test is a door of its own")]
            getrandom::fill(buffer).map_err(|_| server::state::NoChance)
        }),
    }
}

/// Random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    #[allow(clippy::disallowed_methods, reason = "a test is a door of its own")]
    getrandom::fill(&mut bytes).unwrap();
    bytes
}

/// A counter for names that must differ within one test.
pub fn next() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    NEXT.fetch_add(1, Ordering::SeqCst)
}

/// `code_challenge` of [`VERIFIER`].
pub fn challenge() -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(VERIFIER.as_bytes()))
}

/// The authorization request of the desktop app.
pub fn desktop_request() -> Vec<(&'static str, String)> {
    vec![
        ("response_type", "code".into()),
        ("client_id", "countersign-desktop".into()),
        ("redirect_uri", DESKTOP_CALLBACK.into()),
        (
            "scope",
            "openid profile email offline_access sessions approvals".into(),
        ),
        ("state", "a state".into()),
        ("nonce", "a nonce".into()),
        ("code_challenge", challenge()),
        ("code_challenge_method", "S256".into()),
    ]
}

/// `request` with some parameters set anew; an empty value takes one away.
pub fn with(
    mut request: Vec<(&'static str, String)>,
    changes: &[(&'static str, &str)],
) -> Vec<(&'static str, String)> {
    for (name, value) in changes {
        request.retain(|(known, _)| known != name);
        if !value.is_empty() {
            request.push((name, (*value).to_owned()));
        }
    }
    request
}

/// What the token address answered.
#[derive(Debug, Clone)]
pub struct Tokens {
    pub access: String,
    pub refresh: Option<String>,
    pub id: Option<String>,
    pub body: Value,
}

impl Tokens {
    /// Reads a good answer.
    pub async fn from(response: Response) -> Self {
        let status = response.status();
        let body: Value = response.json().await.unwrap();
        assert_eq!(status, StatusCode::OK, "{body}");
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        Self {
            access: text("access_token").unwrap(),
            refresh: text("refresh_token"),
            id: text("id_token"),
            body,
        }
    }

    /// The refresh token.
    pub fn refresh(&self) -> &str {
        self.refresh.as_deref().unwrap()
    }
}

/// The word in an OAuth error, with its status.
pub async fn error_of(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    (
        status,
        body["error"].as_str().unwrap_or_default().to_owned(),
    )
}

/// The claims of a token, unchecked.
pub fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}
