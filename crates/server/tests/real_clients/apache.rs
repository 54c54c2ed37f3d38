//! Apache with Debian's mod_auth_openidc before a page, against the server's own binary; the test is the
//! browser between them.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead as _, BufReader, Lines},
    net::TcpListener,
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::Path,
    process::{Child, ChildStderr, Command, Stdio},
};

use reqwest::{Response, StatusCode, header, redirect::Policy};
use serde_json::Value;
use url::Url;

use crate::{
    common::{PASSWORD, hidden},
    support::Workplace,
};

/// Where Debian has the modules.
const MODULES: &str = "/usr/lib/apache2/modules";

/// What the module says once Apache listens.
const READY: &str = "- init - ";

/// One process of Apache on a free port, with its files in the directory of the test.
struct Apache(Child);

impl Apache {
    fn start(place: &Workplace, base: &str, configuration: &str) -> Self {
        let directory = place.path("apache");
        // As root, Apache serves as somebody else, who has to see the pages.
        let as_root = fs::metadata(&directory).unwrap().uid() == 0;
        if as_root {
            for seen in [directory.parent().unwrap(), &directory] {
                fs::set_permissions(seen, fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        let file = directory.join("httpd.conf");
        let whole = setting(&directory, base, as_root) + configuration;
        fs::write(&file, whole).unwrap();
        let mut child = Command::new("/usr/sbin/apache2")
            .arg("-X")
            .arg("-f")
            .arg(&file)
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the package apache2-bin is installed");
        let mut log = BufReader::new(child.stderr.take().unwrap()).lines();
        let apache = Self(child);
        wait_until_ready(&mut log);
        std::thread::spawn(move || log.map_while(Result::ok).for_each(drop));
        apache
    }
}

fn wait_until_ready(log: &mut Lines<BufReader<ChildStderr>>) {
    let mut said = String::new();
    for line in log.map_while(Result::ok) {
        if line.contains(READY) {
            return;
        }
        said += &line;
        said.push('\n');
    }
    panic!("apache2 does not start; is libapache2-mod-auth-openidc installed? {said}");
}

impl Drop for Apache {
    fn drop(&mut self) {
        // Asked to end, it takes its semaphores along.
        let id = self.0.id().to_string();
        drop(Command::new("kill").arg(id).status());
        drop(self.0.wait());
    }
}

fn setting(directory: &Path, base: &str, as_root: bool) -> String {
    let directory = directory.display();
    let modules = [
        "mpm_prefork",
        "authn_core",
        "authz_core",
        "authz_user",
        "auth_openidc",
    ];
    let modules = modules.map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n"));
    let user = if as_root {
        "User www-data\nGroup www-data\n"
    } else {
        ""
    };
    format!(
        "ServerName 127.0.0.1\n\
         ServerRoot {directory}\n\
         PidFile {directory}/pid\n\
         ErrorLog /dev/stderr\n\
         LogLevel warn auth_openidc:info\n\
         Listen {}\n\
         KeepAlive Off\n\
         DocumentRoot {directory}/pages\n\
         {user}{}",
        base.trim_start_matches("http://"),
        modules.concat()
    )
}

/// A page that only people from `issuer` see, and one for all.
fn protection(issuer: &str, base: &str, client: &Value) -> String {
    let word = |name: &str| client[name].as_str().unwrap();
    format!(
        "OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration\n\
         OIDCClientID {}\n\
         OIDCClientSecret {}\n\
         OIDCRedirectURI {base}/callback\n\
         OIDCCryptoPassphrase {}\n\
         OIDCScope \"openid profile email offline_access\"\n\
         OIDCPKCEMethod S256\n\
         OIDCRemoteUserClaim preferred_username\n\
         OIDCInfoHook access_token refresh_token id_token userinfo\n\
         <Location />\nAuthType openid-connect\nRequire user ana\n</Location>\n\
         <Location /bye>\nRequire all granted\n</Location>\n",
        word("client_id"),
        word("client_secret"),
        word("client_secret"),
    )
}

/// A browser that keeps cookies by host, as browsers do, whatever the port.
struct Visitor {
    http: reqwest::Client,
    cookies: BTreeMap<String, String>,
    /// Every address it was led to.
    seen: Vec<Url>,
}

impl Visitor {
    fn new() -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none());
        Self {
            http: http.build().unwrap(),
            cookies: BTreeMap::new(),
            seen: Vec::new(),
        }
    }

    async fn send(&mut self, request: reqwest::RequestBuilder) -> Response {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let request = request.header(header::COOKIE, cookies.join("; "));
        let answer = request.send().await.unwrap();
        for line in answer.headers().get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            let over = line.contains("Max-Age=0") || line.contains(" 1970 ") || value.is_empty();
            if over {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }

    /// Follows redirects from `address`: where that ends, and the page.
    async fn open(&mut self, address: &str) -> (Url, String) {
        let mut address = Url::parse(address).unwrap();
        loop {
            self.seen.push(address.clone());
            let answer = self.send(self.http.get(address.clone())).await;
            if !answer.status().is_redirection() {
                assert_eq!(answer.status(), StatusCode::OK, "{address}");
                return (address, answer.text().await.unwrap());
            }
            let to = answer.headers()[header::LOCATION].to_str().unwrap();
            address = address.join(to).unwrap();
        }
    }

    /// Fills in the form of a page and goes where that leads.
    async fn fill(&mut self, at: &Url, page: &str, fields: &[(&str, &str)]) -> (Url, String) {
        let (csrf, attempt) = (hidden(page, "csrf"), hidden(page, "attempt"));
        let own = [("csrf", csrf.as_str()), ("attempt", &attempt)];
        let fields = [&own[..], fields].concat();
        let mut form = at.clone();
        form.set_query(None);
        let request = self.http.post(form).form(&fields);
        let request = request.header(header::ORIGIN, at.origin().ascii_serialization());
        let answer = self.send(request).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        let to = answer.headers()[header::LOCATION].to_str().unwrap();
        let to = at.join(to).unwrap();
        self.open(to.as_str()).await
    }

    /// What the module holds for this browser.
    async fn held(&mut self, base: &str) -> Value {
        let (_, text) = self.open(&format!("{base}/callback?info=json")).await;
        serde_json::from_str(&text).unwrap()
    }
}

/// An address with parameters.
fn address(of: &str, parameters: &[(&str, &str)]) -> String {
    Url::parse_with_params(of, parameters).unwrap().into()
}

/// The address of a page, without what is behind `?`.
fn bare(address: &Url) -> &str {
    address.as_str().split('?').next().unwrap()
}

#[tokio::test]
async fn apache_signs_in_refreshes_and_signs_out() {
    let place = Workplace::new().with("COUNTERSIGN_SERVER__LISTEN", "127.0.0.1:0");
    let directory = place.path("apache");
    fs::create_dir_all(directory.join("pages")).unwrap();
    for page in ["inside", "bye"] {
        fs::write(directory.join("pages").join(page), page).unwrap();
    }
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", free.local_addr().unwrap());
    let ana = ["user", "add", "ana", "--email", "ana@example.org"];
    let added = place.run_with_input(
        &[&ana[..], &["--password-stdin"]].concat(),
        &format!("{PASSWORD}\n"),
    );
    assert_eq!(added.code, 0, "{added:?}");
    let (callback, bye) = (format!("{base}/callback"), format!("{base}/bye"));
    let client = ["client", "add", "--name", "Apache", "--confidential"];
    let addresses = [
        "--redirect-uri",
        &callback,
        "--post-logout-redirect-uri",
        &bye,
        "--json",
    ];
    let client = place.run(&[&client[..], &addresses].concat()).json();
    let server = place.start(&["serve", "--json"]);
    let issuer = server.issuer();
    drop(free);
    let _apache = Apache::start(&place, &base, &protection(&issuer, &base, &client));

    let inside = format!("{base}/inside");
    let mut visitor = Visitor::new();
    let (at, page) = visitor.open(&inside).await;
    assert_eq!(bare(&at), format!("{issuer}/sign-in"));
    let asked = visitor
        .seen
        .iter()
        .find(|address| address.path() == "/oauth/authorize");
    let asked = asked.unwrap().query().unwrap();
    assert!(asked.contains("code_challenge_method=S256"), "{asked}");
    let own = [("name", "ana"), ("password", PASSWORD)];
    let (at, page) = visitor.fill(&at, &page, &own).await;
    assert_eq!(bare(&at), format!("{issuer}/consent"));
    let (at, page) = visitor.fill(&at, &page, &[("decision", "allow")]).await;
    assert_eq!((at.as_str(), page.as_str()), (inside.as_str(), "inside"));

    let first = visitor.held(&base).await;
    assert_eq!(first["userinfo"]["preferred_username"], "ana");
    assert_eq!(first["userinfo"]["sub"], first["id_token"]["sub"]);
    assert_eq!(first["id_token"]["iss"], issuer.as_str());

    let token = first["access_token"].as_str().unwrap();
    let refresh = [("refresh", inside.as_str()), ("access_token", token)];
    let (at, _) = visitor.open(&address(&callback, &refresh)).await;
    assert_eq!(at.as_str(), inside, "without an error behind it");
    let second = visitor.held(&base).await;
    for what in ["access_token", "refresh_token"] {
        assert!(second[what].is_string());
        assert_ne!(first[what], second[what], "{what}");
    }

    let (at, page) = visitor.open(&address(&callback, &[("logout", &bye)])).await;
    assert_eq!((bare(&at), page.as_str()), (bye.as_str(), "bye"));
    let left = visitor
        .seen
        .iter()
        .any(|address| bare(address) == format!("{issuer}/oauth/logout"));
    assert!(left, "the server was asked to end its session");
    let (at, _) = visitor.open(&inside).await;
    assert_eq!(bare(&at), format!("{issuer}/sign-in"));
}
