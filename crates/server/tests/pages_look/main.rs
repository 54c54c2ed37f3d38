//! Every page in a real Chromium, in each language, at the width of a small telephone, a large one and a
//! window, light and dark: nothing is cut off, every field has its label, and what has the keyboard shows
//! it. `COUNTERSIGN_PICTURES=directory` keeps a picture of each.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    missing_docs
)]

mod common;

use std::{convert::Infallible, fs, path::PathBuf};

use authority::factor::Kind;
use axum::{
    Router,
    response::{
        IntoResponse as _, Response,
        sse::{Event, Sse},
    },
    routing::{get, post},
};
use common::chromium::Chromium;
use data_encoding::BASE64;
use futures_util::stream;
use reqwest::StatusCode;
use serde_json::json;
use server::{
    Config, headers,
    pages::{
        self, Account, ApproverRow, Approving, AskRecovery, AskReset, Askable, Asker, ChangeEmail,
        Choice, CodeTo, ConfirmEmail, Consent, Crowd, Device, DeviceCode, Elsewhere, Enrol,
        EnrolPasskey, EnrolSent, EnrolTotp, Factor, FactorRow, FormPost, KeyRow, LinkRow, Logout,
        Message, NewApiKey, NewPassword, Onward, PasskeyOnly, Problem, Recover, RecoverySheet, Row,
        ShownApiKey, SignIn, SignedOut, Stands, Step, StepUp, UpstreamAgree, UpstreamOffer,
        UpstreamProblem, Waiting, Way, in_words,
    },
};
use tokio::net::TcpListener;

type Page = (&'static str, fn() -> Response);

const LONG: &str = "Donaudampfschifffahrtsgesellschaftskapitänsanwärterinnenverein";
const NAME: &str = "anastasia.von-und-zu-hohenstein@verwaltung.example.org";

fn server() -> String {
    "anmeldung.verwaltung.example.org".to_owned()
}

fn csrf() -> String {
    "token".to_owned()
}

fn error() -> Option<String> {
    Some("The name or the password is not right. Try again in 119 minutes.".to_owned())
}

fn asker() -> Asker {
    Asker::new(
        LONG,
        "https://ein-sehr-langer-name.anwendungen.example.org:8443/cb",
    )
}

fn shown(page: &impl askama::Template) -> Response {
    pages::answer(StatusCode::OK, page)
}

/// A page that may ask for events.
fn followed(page: &impl askama::Template) -> Response {
    let mut answer = shown(page);
    answer.extensions_mut().insert(headers::Follows);
    answer
}

fn sign_in() -> SignIn {
    SignIn {
        csrf: csrf(),
        passkeys: true,
        can_reset: true,
        server: server(),
        ..SignIn::default()
    }
}

fn rows() -> Vec<Row> {
    let row = |id: &str, name: &str, from: &str, current| Row {
        id: id.to_owned(),
        name: name.to_owned(),
        where_from: from.to_owned(),
        used: "119 minutes ago".to_owned(),
        used_on: "15 January 2027 at 08:00 UTC".to_owned(),
        used_at: "2027-01-15T08:00:00Z".to_owned(),
        current,
    };
    vec![
        row("1", "Firefox 140 on Linux", "198.51.100.7", true),
        row(
            "2",
            LONG,
            "Countersign · 2001:db8:1234:5678:90ab:cdef:1234:5678",
            false,
        ),
        row("3", "Safari 18 on iOS", "203.0.113.200", false),
    ]
}

fn scopes() -> Vec<String> {
    in_words(authority::scope::KNOWN.iter().map(|(name, _)| *name))
}

fn keys() -> Vec<KeyRow> {
    let key = |id: &str, may_rotate| KeyRow {
        id: id.to_owned(),
        name: LONG.to_owned(),
        kind: "Secret key".to_owned(),
        hint: "cs_sk_4fQz…h2Xa".to_owned(),
        allows: in_words(["sessions", "profile", "email"]),
        used: "used 5 minutes ago".to_owned(),
        ends: "expires on 15 September 2027".to_owned(),
        may_rotate,
    };
    vec![key("a", true), key("b", false)]
}

fn elsewhere() -> Elsewhere {
    Elsewhere {
        name: "work".to_owned(),
        label: LONG.to_owned(),
    }
}

fn account() -> Account {
    Account {
        csrf: csrf(),
        name: NAME.to_owned(),
        email: format!("{NAME}.example"),
        email_verified: false,
        can_mail: true,
        sessions: rows(),
        more: true,
        factors: vec![
            FactorRow {
                id: "1".to_owned(),
                name: LONG.to_owned(),
                kind: Some("Authenticator app".to_owned()),
                used: "used 5 minutes ago".to_owned(),
            },
            FactorRow {
                id: "2".to_owned(),
                name: "Passkey".to_owned(),
                kind: None,
                used: "never used".to_owned(),
            },
        ],
        approvers: vec![ApproverRow {
            id: "1".to_owned(),
            name: LONG.to_owned(),
            used: "used 5 minutes ago".to_owned(),
        }],
        last_may_go: true,
        recovery_left: 1,
        recovery_few: true,
        may_add: true,
        keys: keys(),
        more_keys: false,
        links: vec![LinkRow {
            id: "1".to_owned(),
            label: "GitHub".to_owned(),
            who: NAME.to_owned(),
            used: "used 5 minutes ago".to_owned(),
        }],
        upstreams: vec![elsewhere()],
        server: server(),
    }
}

fn factor(kind: Kind, ceremony: Option<String>) -> Factor {
    let others = [
        Kind::Passkey,
        Kind::Approval,
        Kind::Totp,
        Kind::Mail,
        Kind::Sms,
        Kind::Recovery,
    ];
    Factor {
        csrf: csrf(),
        action: "/sign-in/factor",
        attempt: String::new(),
        name: NAME.to_owned(),
        way: Way::of(kind),
        ceremony,
        code_to: None,
        approving: None,
        others: others
            .into_iter()
            .filter(|other| *other != kind)
            .map(Way::of)
            .collect(),
        nothing: false,
        error: error(),
        server: server(),
    }
}

fn code_to(waiting: bool) -> Factor {
    Factor {
        code_to: Some(CodeTo {
            to: format!("a…@{LONG}.example.org"),
            waiting,
        }),
        ..factor(Kind::Mail, None)
    }
}

fn approving(stands: Stands, names: &[&str]) -> Factor {
    let devices = names.iter().enumerate().map(|(at, name)| Askable {
        id: at.to_string(),
        name: (*name).to_owned(),
    });
    Factor {
        approving: Some(Approving {
            devices: devices.collect(),
            stands,
            events: "/nothing-happens".to_owned(),
            again: "/nothing".to_owned(),
        }),
        error: None,
        ..factor(Kind::Approval, None)
    }
}

fn waiting(device: &str, tries_left: Option<u32>) -> Factor {
    let waiting = Waiting {
        digits: "042817".to_owned(),
        device: device.to_owned(),
        seconds: 97,
        tries_left,
    };
    approving(Stands::Waiting(waiting), &[device])
}

fn enrol_sent(kind: Kind, waiting: bool) -> EnrolSent {
    EnrolSent {
        csrf: csrf(),
        action: format!("/enrol/{}", kind.word()),
        attempt: String::new(),
        way: Way::of(kind),
        address: (kind == Kind::Mail).then(|| format!("{NAME}.example")),
        waiting,
        name: NAME.to_owned(),
        error: error(),
        server: server(),
    }
}

fn onward(label: Option<&str>) -> Onward {
    Onward {
        label: label.map(str::to_owned),
        // Browsers do not go on to such an address by themselves, so that the page is seen.
        to: "javascript:void 0".to_owned(),
    }
}

fn offer(name: Option<&str>) -> UpstreamOffer {
    UpstreamOffer {
        csrf: csrf(),
        label: LONG.to_owned(),
        who: NAME.to_owned(),
        email: Some(format!("{NAME}.example")),
        has_email: true,
        may_create: true,
        name: name.map(str::to_owned),
        attempt: String::new(),
        server: server(),
    }
}

fn new_password(code: &str) -> NewPassword {
    NewPassword {
        csrf: csrf(),
        action: "/reset/new",
        code: code.to_owned(),
        name: NAME.to_owned(),
        current_error: None,
        reasons: vec!["The password has no digit.".to_owned(); 3],
        rules: vec!["At least 12 characters. Four or five words are a good start.".to_owned(); 2],
        max_length: 1024,
        server: server(),
    }
}

#[allow(clippy::too_many_lines, reason = "one line or two for each page")]
fn all() -> Vec<Page> {
    vec![
        ("sign-in", || shown(&sign_in())),
        ("sign-in-asked", || {
            shown(&SignIn {
                name: NAME.to_owned(),
                error: error(),
                locked: true,
                asker: Some(asker()),
                ..sign_in()
            })
        }),
        ("factor", || shown(&factor(Kind::Totp, None))),
        ("factor-passkey", || {
            shown(&factor(Kind::Passkey, Some("{}".to_owned())))
        }),
        ("factor-none", || {
            shown(&Factor {
                nothing: true,
                ..factor(Kind::Totp, None)
            })
        }),
        ("factor-code", || shown(&code_to(false))),
        ("factor-code-sent", || shown(&code_to(true))),
        ("approval", || {
            shown(&approving(Stands::Ready, &["Ana's laptop"]))
        }),
        ("approval-devices", || {
            shown(&approving(
                Stands::Ready,
                &["Ana's laptop", LONG, "Kitchen"],
            ))
        }),
        ("approval-waiting", || {
            followed(&waiting("Ana's laptop", None))
        }),
        ("approval-wrong", || {
            followed(&Factor {
                error: error(),
                ..waiting(LONG, Some(1))
            })
        }),
        ("approval-approved", || {
            shown(&approving(Stands::Approved(LONG.to_owned()), &[LONG]))
        }),
        ("approval-over", || {
            let why = "Nobody answered in time.".to_owned();
            shown(&approving(Stands::Over(why), &["Ana's laptop"]))
        }),
        ("approval-over-devices", || {
            let why = "Nobody answered in time.".to_owned();
            shown(&approving(Stands::Over(why), &[LONG, "Kitchen"]))
        }),
        ("approval-paused", || {
            let why = "Your devices are not asked at the moment.".to_owned();
            shown(&approving(Stands::Paused(why), &["Ana's laptop"]))
        }),
        ("onward", || onward(Some(LONG)).into_response()),
        ("onward-back", || onward(None).into_response()),
        ("upstream-offer", || offer(None).into_response()),
        ("upstream-offer-signed-in", || {
            offer(Some(NAME)).into_response()
        }),
        ("upstream-agree", || {
            UpstreamAgree {
                csrf: csrf(),
                label: LONG.to_owned(),
                who: format!("{NAME}.example"),
                name: NAME.to_owned(),
                server: server(),
            }
            .into_response()
        }),
        ("upstream-problem", || {
            shown(&UpstreamProblem {
                title: LONG.to_owned(),
                what_happened: LONG.to_owned(),
                what_to_do: LONG.to_owned(),
                code: "other_organization".to_owned(),
                attempt: String::new(),
                server: server(),
            })
        }),
        ("step-up", || {
            shown(&StepUp {
                csrf: csrf(),
                attempt: String::new(),
                name: NAME.to_owned(),
                error: error(),
                upstreams: vec![elsewhere()],
                server: server(),
            })
        }),
        ("recover", || {
            shown(&Recover {
                csrf: csrf(),
                attempt: String::new(),
                name: String::new(),
                error: error(),
                server: server(),
            })
        }),
        ("passkey-only", || {
            shown(&PasskeyOnly {
                csrf: csrf(),
                attempt: String::new(),
                question: "{}".to_owned(),
                error: error(),
                server: server(),
            })
        }),
        ("crowd", || {
            Crowd {
                csrf: csrf(),
                attempt: String::new(),
                sessions: rows(),
                server: server(),
            }
            .into_response()
        }),
        ("consent", || {
            Consent {
                csrf: csrf(),
                attempt: String::new(),
                asker: asker(),
                name: NAME.to_owned(),
                permissions: scopes(),
                server: server(),
            }
            .into_response()
        }),
        ("form-post", || {
            FormPost {
                // Its answer is empty, so the browser stays.
                to: "/nothing".to_owned(),
                fields: Vec::new(),
                place: "ein-sehr-langer-name.anwendungen.example.org:8443".to_owned(),
            }
            .into_response()
        }),
        ("device-code", || {
            shown(&DeviceCode {
                csrf: csrf(),
                name: NAME.to_owned(),
                error: error(),
                server: server(),
            })
        }),
        ("device", || {
            Device {
                csrf: csrf(),
                code: "WDJB-MJHT".to_owned(),
                client: LONG.to_owned(),
                device: Some(LONG.to_owned()),
                ip: "2001:db8:1234:5678:90ab:cdef:1234:5678".to_owned(),
                minutes: 7,
                name: NAME.to_owned(),
                permissions: scopes(),
                server: server(),
            }
            .into_response()
        }),
        ("logout", || {
            Logout {
                csrf: csrf(),
                request: String::new(),
                client: Some(LONG.to_owned()),
                stays: true,
                name: NAME.to_owned(),
                server: server(),
            }
            .into_response()
        }),
        ("signed-out", || {
            SignedOut { server: server() }.into_response()
        }),
        ("problem", || Problem::internal().into_response()),
        ("problem-found", || Problem::not_found().into_response()),
        ("message", || {
            Message {
                title: LONG.to_owned(),
                text: LONG.to_owned(),
            }
            .into_response()
        }),
        ("step", || {
            Step {
                status: StatusCode::OK,
                title: LONG.to_owned(),
                text: LONG.to_owned(),
                hint: Some(LONG.to_owned()),
                go: Some(("/account", LONG.to_owned())),
            }
            .into_response()
        }),
        ("account", || account().into_response()),
        ("account-plain", || {
            Account {
                factors: Vec::new(),
                approvers: Vec::new(),
                keys: Vec::new(),
                more: false,
                email_verified: true,
                recovery_few: false,
                name: "ana".to_owned(),
                email: "ana@example.org".to_owned(),
                ..account()
            }
            .into_response()
        }),
        ("enrol", || {
            let ways = [Kind::Passkey, Kind::Totp, Kind::Mail, Kind::Sms];
            Enrol {
                required: true,
                name: NAME.to_owned(),
                ways: ways.into_iter().map(Way::of).collect(),
                server: server(),
            }
            .into_response()
        }),
        ("enrol-passkey", || {
            shown(&EnrolPasskey {
                csrf: csrf(),
                attempt: String::new(),
                question: "{}".to_owned(),
                suggestion: "Chrome on Linux".to_owned(),
                name: NAME.to_owned(),
                error: error(),
                server: server(),
            })
        }),
        ("enrol-totp", || {
            shown(&EnrolTotp {
                csrf: csrf(),
                attempt: String::new(),
                name: NAME.to_owned(),
                key: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".to_owned(),
                link: "otpauth://totp/x".to_owned(),
                error: error(),
                server: server(),
            })
        }),
        ("enrol-mail", || shown(&enrol_sent(Kind::Mail, false))),
        ("enrol-mail-sent", || shown(&enrol_sent(Kind::Mail, true))),
        ("enrol-sms", || shown(&enrol_sent(Kind::Sms, false))),
        ("ask-recovery", || {
            AskRecovery {
                csrf: csrf(),
                attempt: String::new(),
                left: 3,
                server: server(),
            }
            .into_response()
        }),
        ("recovery-sheet", || {
            RecoverySheet {
                name: NAME.to_owned(),
                codes: vec!["ABCDE-FGHIJ-KLMNO-PQRST-UVWXY".to_owned(); 10],
                onward: "/account".to_owned(),
                server: server(),
            }
            .into_response()
        }),
        ("reset", || {
            shown(&AskReset {
                csrf: csrf(),
                name: String::new(),
                error: error(),
                server: server(),
            })
        }),
        ("new-password", || shown(&new_password("code"))),
        ("change-password", || shown(&new_password(""))),
        ("change-email", || {
            shown(&ChangeEmail {
                csrf: csrf(),
                present: format!("{NAME}.example"),
                verified: false,
                email: String::new(),
                email_error: error(),
                password_error: None,
                server: server(),
            })
        }),
        ("verify", || {
            ConfirmEmail {
                csrf: csrf(),
                code: String::new(),
                email: format!("{NAME}.example"),
                name: NAME.to_owned(),
                server: server(),
            }
            .into_response()
        }),
        ("new-key", || {
            let choice = |value: &str, label: String| Choice {
                value: value.to_owned(),
                label,
                chosen: value == "90",
            };
            shown(&NewApiKey {
                csrf: csrf(),
                name: String::new(),
                publishable: false,
                scopes: ["admin", "profile", "sessions"]
                    .map(|name| choice(name, in_words([name]).concat()))
                    .into(),
                lives: ["7", "90"]
                    .map(|days| choice(days, format!("{days} days")))
                    .into(),
                error: error(),
                server: server(),
            })
        }),
        ("shown-key", || {
            ShownApiKey {
                name: LONG.to_owned(),
                key: format!("cs_sk_{}", "4fQzW".repeat(10)),
                before: error(),
                server: server(),
            }
            .into_response()
        }),
    ]
}

async fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let mut router = Router::new().merge(pages::assets());
    // Forms that post themselves leave the page where it is.
    for path in ["/nothing", "/sign-in/factor"] {
        router = router.route(path, post(async || StatusCode::NO_CONTENT));
    }
    router = router.route(
        "/nothing-happens",
        get(async || Sse::new(stream::pending::<Result<Event, Infallible>>())),
    );
    for (name, page) in all() {
        router = router.route(&format!("/{name}"), get(async move || page()));
    }
    let app = headers::layer(router, &Config::default());
    let service = app.into_make_service_with_connect_info::<std::net::SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    base
}

/// What is cut off or sticks out, fields without a label, and things without a name.
const FAULTS: &str = r#"
    const faults = [];
    const room = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > room) faults.push("the page is wider than the window");
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    document.querySelectorAll("[hidden]").forEach((one) => { one.hidden = false; });
    for (const one of document.querySelectorAll("body *")) {
      const box = one.getBoundingClientRect();
      if (box.width && (box.right > room + 1 || box.left < -1)) faults.push("sticks out: " + one.outerHTML.slice(0, 120));
      if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth && getComputedStyle(one).display !== "inline" && !["INPUT", "SELECT"].includes(one.tagName))
        faults.push("cut off: " + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll("input:not([type=hidden]):not([autocomplete=username][type=text][name=username]), select")) {
      if (one.hasAttribute("readonly")) continue;
      if (!one.labels.length || !one.labels[0].innerText.trim()) faults.push("no label: " + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll("a, button, summary")) {
      if (!one.innerText.trim() && !one.getAttribute("aria-label")) faults.push("no name: " + one.outerHTML.slice(0, 120));
    }
    for (const one of document.querySelectorAll("button, .button, input:not([type=hidden]):not([type=checkbox]):not([type=radio]), select")) {
      const box = one.getBoundingClientRect();
      if (box.height && box.height < 40) faults.push("small to touch: " + one.outerHTML.slice(0, 120));
    }
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    if (new Set(ids).size !== ids.length) faults.push("an id is there twice");
    for (const one of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
      for (const id of (one.getAttribute("aria-describedby") || one.getAttribute("aria-labelledby")).split(" "))
        if (!document.getElementById(id)) faults.push("speaks of nothing: " + id);
    }
    if (document.querySelectorAll("h1").length !== 1) faults.push("not one heading");
    return faults;
"#;

/// Whether what has the keyboard shows it, for everything that can have it.
const UNSEEN: &str = r#"
    const unseen = [];
    for (const one of document.querySelectorAll("a, button, input:not([type=hidden]), select, summary")) {
      if (!one.getClientRects().length) continue;
      one.focus({ focusVisible: true });
      if (document.activeElement !== one) continue;
      const style = getComputedStyle(one);
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) unseen.push(one.outerHTML.slice(0, 120));
    }
    return unseen;
"#;

async fn shape(browser: &Chromium, width: u32, scheme: &str) {
    let size = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser
        .devtools("Emulation.setDeviceMetricsOverride", size)
        .await;
    // Without motion a picture never shows a colour on its way to another.
    let media = json!({ "features": [
        { "name": "prefers-color-scheme", "value": scheme },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ] });
    browser.devtools("Emulation.setEmulatedMedia", media).await;
}

async fn picture(browser: &Chromium, directory: &str, name: &str) {
    let whole = json!({ "format": "png", "captureBeyondViewport": true });
    let taken = browser.devtools("Page.captureScreenshot", whole).await;
    let bytes = BASE64
        .decode(taken["data"].as_str().unwrap().as_bytes())
        .unwrap();
    fs::create_dir_all(directory).unwrap();
    fs::write(PathBuf::from(directory).join(format!("{name}.png")), bytes).unwrap();
}

#[tokio::test]
async fn every_page_fits_is_labelled_and_shows_its_focus_in_every_language() {
    let (base, browser) = (serve().await, Chromium::start().await);
    let pictures = std::env::var("COUNTERSIGN_PICTURES").ok();
    let mut faults = Vec::new();
    for language in ["en", "de"] {
        browser.go(&format!("{base}/sign-in?lang={language}")).await;
        for (name, _) in all() {
            browser.go(&format!("{base}/{name}")).await;
            let said = browser.run("return document.documentElement.lang").await;
            assert_eq!(said, language, "{name}");
            for width in [320, 420, 900] {
                for scheme in ["light", "dark"] {
                    shape(&browser, width, scheme).await;
                    if let Some(directory) = &pictures {
                        let name = format!("{name}-{language}-{width}-{scheme}");
                        picture(&browser, directory, &name).await;
                    }
                }
                let found = browser.run(FAULTS).await;
                for fault in found.as_array().unwrap() {
                    faults.push(format!("{name} {language} {width}: {fault}"));
                }
            }
            let unseen = browser.run(UNSEEN).await;
            for fault in unseen.as_array().unwrap() {
                faults.push(format!("{name} {language}: no focus to see at {fault}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
