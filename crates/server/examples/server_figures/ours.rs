//! The program `countersign-server` on a database of its own, with eight programs signed in and a
//! service that may act for itself.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant, UNIX_EPOCH},
};

use data_encoding::BASE64;
use server::clients::NewClient;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::{
    common::{PASSWORD, Tokens, World, desktop_request, with},
    load::{self, Question, Refresher},
};

/// A database with what the measurements need.
pub struct Place {
    /// Holds the files.
    pub directory: TempDir,
    pub database: String,
    pub issuer: String,
    /// Of eight families.
    refresh: Vec<String>,
    /// Of somebody who may do everything, for as long as tests measure.
    administrator: String,
    basic: String,
}

/// The program, until dropped.
pub struct Running {
    process: Child,
    pub at: SocketAddr,
    pub issuer: String,
    pub basic: String,
    pub programs: Vec<Refresher>,
    pub administrator: Refresher,
}

/// The time, Unix seconds.
pub fn now() -> i64 {
    i64::try_from(UNIX_EPOCH.elapsed().unwrap().as_secs()).unwrap()
}

impl Place {
    pub fn sqlite(runtime: &Runtime) -> Self {
        runtime.block_on(async { Self::of(World::sqlite().await).await })
    }

    pub fn postgres(runtime: &Runtime) -> Self {
        runtime.block_on(async { Self::of(World::postgres().await).await })
    }

    async fn of(world: World) -> Self {
        world.wait(now() - world.now());
        let (id, secret) = world
            .client(NewClient {
                name: "Service".to_owned(),
                confidential: true,
                first_party: true,
                grants: vec!["client_credentials".to_owned(), "ciba".to_owned()],
                scopes: vec!["openid".to_owned(), "sessions".to_owned()],
                ..NewClient::default()
            })
            .await;
        let roles = ["super-administrator".to_owned(), "user".to_owned()];
        let password = zeroize::Zeroizing::new(PASSWORD.to_owned());
        world
            .server
            .add_user("boss", "boss@example.org", &roles, password)
            .await
            .unwrap();

        let mut browser = world.browser();
        browser.sign_in("ana", PASSWORD).await;
        let mut refresh = Vec::new();
        for _ in 0..8 {
            let code = world.desktop_code(&mut browser).await;
            let tokens = Tokens::from(world.redeem(&code).await).await;
            refresh.push(tokens.refresh().to_owned());
        }
        let mut browser = world.browser();
        browser.sign_in("boss", PASSWORD).await;
        let scope = "openid profile email offline_access sessions admin";
        let answer = browser
            .authorize(&with(desktop_request(), &[("scope", scope)]))
            .await;
        let tokens = Tokens::from(world.redeem(&answer["code"]).await).await;

        let database = world.server.config().database_url.reveal().to_owned();
        world.server.store().close().await;
        Self {
            issuer: world.base.clone(),
            refresh,
            administrator: tokens.refresh().to_owned(),
            basic: basic(&id, &secret.unwrap()),
            database,
            directory: world.directory,
        }
    }

    /// A free address.
    pub fn free() -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    }

    /// The configuration for a server at `at`.
    pub fn settings(&self, at: SocketAddr) -> PathBuf {
        let file = self.directory.path().join("figures.toml");
        let settings = format!(
            "listen = \"{at}\"\nissuer = \"{}\"\ndatabase_url = \"{}\"\nkey_file = \"{}\"\n\
             trusted_proxies = [\"127.0.0.1/32\"]\n\
             [factors]\nrequired_for = []\n\
             [limits]\ntoken = \"1000000 per 1s\"\nadmin = \"1000000 per 1s\"\n\
             default = \"1000000 per 1s\"\n",
            self.issuer,
            self.database,
            self.directory.path().join("server.key").display(),
        );
        fs::write(&file, settings).unwrap();
        file
    }

    /// Starts the program and waits until it is ready.
    pub fn start(&self) -> Running {
        self.start_at(Self::free())
    }

    /// As [`Place::start`], at this address.
    pub fn start_at(&self, at: SocketAddr) -> Running {
        let log = File::create(self.directory.path().join("log")).unwrap();
        let process = Command::new(program())
            .arg("serve")
            .arg("--config")
            .arg(self.settings(at))
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        wait_for(at);
        let refresher = |token: &String| Refresher {
            path: "/oauth/token",
            client: "countersign-desktop",
            token: token.clone(),
            access: String::new(),
        };
        let mut running = Running {
            process,
            at,
            issuer: self.issuer.clone(),
            basic: self.basic.clone(),
            programs: self.refresh.iter().map(refresher).collect(),
            administrator: refresher(&self.administrator),
        };
        running.refresh_all();
        running
    }

    /// Ends the program and keeps what it issued for the next start.
    pub fn stop(&mut self, running: Running) {
        let token = |program: &Refresher| program.token.clone();
        self.refresh = running.programs.iter().map(token).collect();
        self.administrator = token(&running.administrator);
        drop(running);
    }
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Ends the program as an operator does, and waits for that.
    pub fn stop(mut self) {
        let told = Command::new("kill").arg(self.pid().to_string()).status();
        assert!(told.unwrap().success());
        assert!(self.process.wait().unwrap().success(), "it ends well");
    }

    /// Every program gets new tokens, whose ten minutes begin.
    pub fn refresh_all(&mut self) {
        let mut all = std::mem::take(&mut self.programs);
        all.push(std::mem::replace(
            &mut self.administrator,
            Refresher {
                path: "",
                client: "",
                token: String::new(),
                access: String::new(),
            },
        ));
        let mut fresh = Vec::new();
        for program in all {
            // One answer is enough.
            let (_, mut one) = load::run(self.at, vec![program], Duration::from_millis(20), &[]);
            fresh.append(&mut one);
        }
        self.administrator = fresh.pop().unwrap();
        self.programs = fresh;
    }

    /// The access tokens of the eight programs.
    pub fn access(&self) -> Vec<String> {
        let access = |program: &Refresher| program.access.clone();
        self.programs.iter().map(access).collect()
    }

    /// `GET` of `path` by an administrator.
    pub fn by_administrator(&self, path: &str) -> Question {
        Question {
            path: path.to_owned(),
            headers: vec![bearer(&self.administrator.access)],
            form: None,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// How an access token is shown.
pub fn bearer(token: &str) -> (&'static str, String) {
    ("authorization", format!("Bearer {token}"))
}

fn basic(id: &str, secret: &str) -> String {
    format!(
        "Basic {}",
        BASE64.encode(format!("{id}:{secret}").as_bytes())
    )
}

/// The program, which was built beside this one.
pub fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    let program = here.ancestors().nth(2).unwrap().join("countersign-server");
    assert!(program.exists(), "build {} first", program.display());
    program
}

/// Waits until somebody listens at `at`, which the program does as soon as it is ready.
pub fn wait_for(at: SocketAddr) {
    let begun = Instant::now();
    while !is_ready(at) {
        assert!(begun.elapsed() < Duration::from_secs(60), "never ready");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Whether `/health/ready` answers 200.
fn is_ready(at: SocketAddr) -> bool {
    use std::io::{Read as _, Write as _};
    let Ok(mut stream) = TcpStream::connect(at) else {
        return false;
    };
    let request = format!("GET /health/ready HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.write_all(request.as_bytes()).is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
}
