//! Every page in every state, by name.

use authority::factor::Kind;
use axum::response::{IntoResponse as _, Response};
use reqwest::StatusCode;
use server::pages::{
    Account, AskRecovery, AskReset, ChangeEmail, Choice, ConfirmEmail, Consent, Crowd, Device,
    DeviceCode, Enrol, EnrolPasskey, EnrolTotp, Factor, FormPost, Logout, Message, NewApiKey,
    PasskeyOnly, Problem, Recover, RecoverySheet, ShownApiKey, SignIn, SignedOut, Stands, Step,
    StepUp, UpstreamAgree, UpstreamProblem, Way, in_words,
};

use crate::samples::{
    LONG, NAME, account, approving, asker, code_to, csrf, elsewhere, enrol_sent, error, factor,
    followed, new_password, offer, onward, rows, scopes, server, shown, sign_in, waiting,
};

/// What a page is called in pictures, and how it is made.
pub(crate) type Page = (&'static str, fn() -> Response);

#[allow(clippy::too_many_lines, reason = "one line or two for each page")]
pub(crate) fn all() -> Vec<Page> {
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
