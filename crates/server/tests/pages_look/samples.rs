//! What the pages show: names as long as people have them.

use authority::factor::Kind;
use axum::response::Response;
use reqwest::StatusCode;
use server::{
    headers,
    pages::{
        self, Account, ApproverRow, Approving, Askable, Asker, CodeTo, Elsewhere, EnrolSent,
        Factor, FactorRow, KeyRow, LinkRow, NewPassword, Onward, Row, SignIn, Stands,
        UpstreamOffer, Waiting, Way, in_words,
    },
};

pub(crate) const LONG: &str = "Donaudampfschifffahrtsgesellschaftskapitänsanwärterinnenverein";
pub(crate) const NAME: &str = "anastasia.von-und-zu-hohenstein@verwaltung.example.org";

pub(crate) fn server() -> String {
    "anmeldung.verwaltung.example.org".to_owned()
}

pub(crate) fn csrf() -> String {
    "token".to_owned()
}

pub(crate) fn error() -> Option<String> {
    Some("The name or the password is not right. Try again in 119 minutes.".to_owned())
}

pub(crate) fn asker() -> Asker {
    Asker::new(
        LONG,
        "https://ein-sehr-langer-name.anwendungen.example.org:8443/cb",
    )
}

pub(crate) fn shown(page: &impl askama::Template) -> Response {
    pages::answer(StatusCode::OK, page)
}

/// A page that may ask for events.
pub(crate) fn followed(page: &impl askama::Template) -> Response {
    let mut answer = shown(page);
    answer.extensions_mut().insert(headers::Follows);
    answer
}

pub(crate) fn sign_in() -> SignIn {
    SignIn {
        csrf: csrf(),
        passkeys: true,
        can_reset: true,
        server: server(),
        ..SignIn::default()
    }
}

pub(crate) fn rows() -> Vec<Row> {
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

pub(crate) fn scopes() -> Vec<String> {
    in_words(authority::scope::KNOWN.iter().map(|(name, _)| *name))
}

pub(crate) fn keys() -> Vec<KeyRow> {
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

pub(crate) fn elsewhere() -> Elsewhere {
    Elsewhere {
        name: "work".to_owned(),
        label: LONG.to_owned(),
    }
}

pub(crate) fn account() -> Account {
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

pub(crate) fn factor(kind: Kind, ceremony: Option<String>) -> Factor {
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

pub(crate) fn code_to(waiting: bool) -> Factor {
    Factor {
        code_to: Some(CodeTo {
            to: format!("a…@{LONG}.example.org"),
            waiting,
        }),
        ..factor(Kind::Mail, None)
    }
}

pub(crate) fn approving(stands: Stands, names: &[&str]) -> Factor {
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

pub(crate) fn waiting(device: &str, tries_left: Option<u32>) -> Factor {
    let waiting = Waiting {
        digits: "042817".to_owned(),
        device: device.to_owned(),
        seconds: 97,
        tries_left,
    };
    approving(Stands::Waiting(waiting), &[device])
}

pub(crate) fn enrol_sent(kind: Kind, waiting: bool) -> EnrolSent {
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

pub(crate) fn onward(label: Option<&str>) -> Onward {
    Onward {
        label: label.map(str::to_owned),
        // Browsers do not go on to such an address by themselves, so that the page is seen.
        to: "javascript:void 0".to_owned(),
    }
}

pub(crate) fn offer(name: Option<&str>) -> UpstreamOffer {
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

pub(crate) fn new_password(code: &str) -> NewPassword {
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
