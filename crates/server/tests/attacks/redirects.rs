//! The address to return to, in every form in which somebody might get it past a careless reader.

use reqwest::{StatusCode, header};
use server::clients::NewClient;

use super::{CALLBACK, Wiki, ana};
use crate::{
    common::{World, authorize_path, error_of, location},
    on_both_databases,
};

on_both_databases!(
    no_spelling_of_another_address_is_followed,
    a_native_program_listens_at_any_port_of_either_loopback,
);

const REGISTERED: [&str; 5] = [
    CALLBACK,
    "https://wiki.example/q?a=1",
    "http://127.0.0.1/n",
    "http://[::1]/n",
    "org.example.app:/cb",
];

/// None of these was registered, however much some look like it.
const FORMS: &[&str] = &[
    "https://wiki.example/cb/",
    "https://wiki.example/cb?",
    "https://wiki.example/cb?x=1",
    "https://wiki.example/cb#",
    "https://wiki.example/cb#f",
    "https://wiki.example/cb;x",
    "https://wiki.example/cb&x",
    "https://wiki.example/cbx",
    "https://wiki.example/c",
    "https://wiki.example/CB",
    "https://WIKI.example/cb",
    "HTTPS://wiki.example/cb",
    "https://wiki.example:443/cb",
    "https://wiki.example:444/cb",
    "https://wiki.example:/cb",
    "https://wiki.example./cb",
    "http://wiki.example/cb",
    "ftp://wiki.example/cb",
    "wss://wiki.example/cb",
    "//wiki.example/cb",
    "/cb",
    "cb",
    "wiki.example/cb",
    "https:/wiki.example/cb",
    "https:wiki.example/cb",
    "https:///wiki.example/cb",
    "https://wiki.example//cb",
    "https://wiki.example/./cb",
    "https://wiki.example/x/../cb",
    "https://wiki.example/%2e/cb",
    "https://wiki.example/x/%2e%2e/cb",
    "https://wiki.example/x%2f..%2fcb",
    "https://wiki.example/%63b",
    "https://wiki.example/cb%00",
    "https://wiki.example/cb%0d%0aSet-Cookie:%20x=1",
    "https://wiki.example/cb\r\nSet-Cookie: x=1",
    "https://wiki.example/cb\0",
    "https://wiki.example/cb ",
    " https://wiki.example/cb",
    "https://wiki.example/cb\t",
    "https://wiki.example/\tcb",
    "https://wiki.example\\cb",
    "https://wiki.example\\@evil.example/cb",
    "https://evil.example\\.wiki.example/cb",
    "https://wiki.example@evil.example/cb",
    "https://wiki.example%40evil.example/cb",
    "https://user@wiki.example/cb",
    "https://user:pw@wiki.example/cb",
    "https://:@wiki.example/cb",
    "https://wiki.example.evil.example/cb",
    "https://evilwiki.example/cb",
    "https://sub.wiki.example/cb",
    "https://wiki.exampl/cb",
    "https://wiki.example%2eevil.example/cb",
    "https://wiki.example;evil.example/cb",
    "https://evil.example/?https://wiki.example/cb",
    "https://evil.example/#https://wiki.example/cb",
    "https://evil.example/https://wiki.example/cb",
    "https://evil.example/cb",
    "https://wiki\u{3002}example/cb",
    "https://\u{ff57}iki.example/cb",
    "https://w\u{456}ki.example/cb",
    "https://wiki.example/cb\u{202e}",
    "https://wiki.example/q?a=1&b=2",
    "https://wiki.example/q?a=2",
    "https://wiki.example/q?a=1&a=1",
    "https://wiki.example/q?b=1&a=1",
    "https://wiki.example/q?a=1#",
    "https://wiki.example/q?A=1",
    "https://wiki.example/q",
    "http://127.0.0.1/other",
    "http://127.0.0.1:/n",
    "http://127.0.0.1:65536/n",
    "http://127.0.0.1:-1/n",
    "http://127.0.0.1:80a/n",
    "http://127.0.0.1:80@evil.example/n",
    "http://127.0.0.1.evil.example/n",
    "http://127.0.0.2/n",
    "http://127.1/n",
    "http://2130706433/n",
    "http://0x7f.0.0.1/n",
    "http://0177.0.0.1/n",
    "http://0.0.0.0/n",
    "http://localhost/n",
    "http://localhost:8080/n",
    "https://127.0.0.1/n",
    "http://[::1%25lo]/n",
    "http://[0:0:0:0:0:0:0:1]/n",
    "http://[::ffff:127.0.0.1]/n",
    "http://[::1]:/n",
    "org.example.app://cb",
    "org.example.app:cb",
    "org.example.app:/cb/",
    "ORG.example.app:/cb",
    "org.example.app.evil:/cb",
    "javascript:alert(1)//https://wiki.example/cb",
    "data:text/html,<script>alert(1)</script>",
    "blob:https://wiki.example/cb",
    "view-source:https://wiki.example/cb",
    "file:///etc/passwd",
    "urn:ietf:wg:oauth:2.0:oob",
    "null",
];

async fn registered(world: &World) -> Wiki {
    let new = NewClient {
        redirect_uris: REGISTERED.map(str::to_owned).to_vec(),
        ..NewClient::default()
    };
    Wiki::with(world, new).await
}

// oidcc-ensure-registered-redirect-uri, oidcc-redirect-uri-query-mismatch, -query-added
async fn no_spelling_of_another_address_is_followed(world: World) {
    const { assert!(FORMS.len() > 60) };
    let wiki = registered(&world).await;
    let mut browser = ana(&world).await;
    for form in FORMS {
        let asked = wiki.request(&[("redirect_uri", form)]);
        let shown = browser.get(&authorize_path(&asked)).await;
        assert_eq!(shown.status(), StatusCode::BAD_REQUEST, "{form:?}");
        assert!(shown.headers().get(header::LOCATION).is_none(), "{form:?}");
        let policy = shown.headers()[header::CONTENT_SECURITY_POLICY].clone();
        assert!(!policy.to_str().unwrap().contains("evil"), "{form:?}");
        let html = shown.text().await.unwrap();
        assert!(html.contains("invalid_redirect_uri"), "{form:?}");
        assert!(!html.contains("evil.example"), "{form:?} is shown back");

        let post = world.http.post(format!("{}/oauth/par", world.base));
        let post = post.basic_auth(&wiki.id, Some(&wiki.secret)).form(&asked);
        let told = error_of(post.send().await.unwrap()).await;
        assert_eq!(told, (400, "invalid_request".to_owned()), "{form:?}");
    }
    // Two at once, of which one would be right.
    for first in [CALLBACK, "https://evil.example/cb"] {
        let mut asked = wiki.request(&[("redirect_uri", first)]);
        asked.push(("redirect_uri", CALLBACK.to_owned()));
        let shown = browser.get(&authorize_path(&asked)).await;
        assert_eq!(shown.status(), StatusCode::BAD_REQUEST);
    }
    for form in REGISTERED {
        let asked = wiki.request(&[("redirect_uri", form)]);
        let to = location(&browser.get(&authorize_path(&asked)).await);
        let separator = if form.contains('?') { '&' } else { '?' };
        assert!(to.starts_with(&format!("{form}{separator}code=")), "{to}");
    }
}

async fn a_native_program_listens_at_any_port_of_either_loopback(world: World) {
    let wiki = registered(&world).await;
    let mut browser = ana(&world).await;
    for host in ["http://127.0.0.1", "http://[::1]"] {
        for port in ["", ":1", ":80", ":8080", ":49152", ":65535"] {
            let to = format!("{host}{port}/n");
            let asked = wiki.request(&[("redirect_uri", &to)]);
            let answer = location(&browser.get(&authorize_path(&asked)).await);
            assert!(answer.starts_with(&format!("{to}?code=")), "{answer}");
        }
    }
}
