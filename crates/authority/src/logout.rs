//! The logout that a client asks for
//! ([OpenID Connect RP-Initiated Logout 1.0](https://openid.net/specs/openid-connect-rpinitiated-1_0.html)).
//!
//! Anybody can send a browser to the logout address. So only an identity token of ours, which the
//! client shows as a hint, ends a session without a question, and only together with a registered
//! address does it lead anywhere:
//!
//! ```text
//! nobody is signed in ─────────────────────────────▶ Done
//! hint of the person who is signed in,
//! and no address or a registered one ──────────────▶ End
//! anything else ───────────────────────────────────▶ Ask ──person agrees──▶ End
//! ```

use std::time::Duration;

use protocol::{SessionId, UserId};

use crate::client::Client;

/// What an identity token of ours says, even one that ran out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// Whom it was issued to.
    pub client: String,
    /// Whom it is about.
    pub user: UserId,
    /// The session it was issued in.
    pub session: Option<SessionId>,
}

/// What the client shows and asks for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The identity token, once its signature was found to be ours.
    pub hint: Option<&'a Hint>,
    /// Who it says it is.
    pub client_id: Option<&'a str>,
    /// Where the browser should go afterwards.
    pub post_logout_redirect_uri: Option<&'a str>,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// There is nothing to end. Go there, else show the page that says so.
    Done(Option<String>),
    /// End the browser's session, and that of the program where one is named. Then go there.
    End {
        /// The address to go to.
        to: Option<String>,
        /// The program's own session, if it has one.
        also: Option<SessionId>,
    },
    /// Ask the person.
    Ask {
        /// Whether the client wanted them to return to an address that cannot be trusted.
        stays: bool,
    },
}

/// Decides about `request` from the `client` that the hint names. `signed_in` is the person at the
/// browser, and `agreed` whether they said yes on our own page.
#[must_use]
pub fn next(
    request: &Request<'_>,
    client: Option<&Client>,
    signed_in: Option<UserId>,
    agreed: bool,
) -> Next {
    let issued_to_asker = |hint: &&Hint| request.client_id.is_none_or(|id| id == hint.client);
    let hint = request.hint.filter(issued_to_asker);
    let client = client.filter(|client| hint.is_some_and(|hint| hint.client == client.id));
    let wanted = request.post_logout_redirect_uri;
    let to = wanted
        .filter(|to| client.is_some_and(|client| client.accepts_post_logout_redirect(to)))
        .map(str::to_owned);
    let Some(user) = signed_in else {
        return Next::Done(to);
    };
    let theirs = hint.filter(|hint| hint.user == user);
    let stays = wanted.is_some() && to.is_none();
    if agreed || (theirs.is_some() && !stays) {
        let also = theirs.and_then(|hint| hint.session);
        Next::End { to, also }
    } else {
        Next::Ask { stays }
    }
}

/// A client that could not be told of a logout is told again after this long.
const FIRST_AGAIN: Duration = Duration::from_secs(30);
/// How often a client is told before it is given up.
const MOST_TRIES: u32 = 8;

/// How long to wait after a client was told `tries` times before and the next try fails: four times as
/// long each time, two days in all. `None` when that try is the last.
#[must_use]
pub fn again_after(tries: u32) -> Option<Duration> {
    (tries + 1 < MOST_TRIES).then(|| FIRST_AGAIN * 4_u32.pow(tries.min(MOST_TRIES)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redirect::RedirectUri;

    const ANA: UserId = UserId::from_bytes([1; 16]);
    const BEN: UserId = UserId::from_bytes([2; 16]);
    const SID: SessionId = SessionId::from_bytes([3; 16]);
    const BACK: &str = "https://app.example/out?x=1";

    fn hint() -> Hint {
        Hint {
            client: "app".into(),
            user: ANA,
            session: Some(SID),
        }
    }

    fn app() -> Client {
        Client {
            id: "app".into(),
            post_logout_redirects: vec![RedirectUri::parse(BACK).unwrap()],
            ..Client::default()
        }
    }

    fn asked(hint: Option<&Hint>, to: Option<&str>, who: Option<UserId>, agreed: bool) -> Next {
        let request = Request {
            hint,
            client_id: None,
            post_logout_redirect_uri: to,
        };
        next(&request, Some(&app()), who, agreed)
    }

    #[test]
    fn a_trustworthy_hint_and_a_registered_address_need_no_question() {
        let end = Next::End {
            to: Some(BACK.into()),
            also: Some(SID),
        };
        assert_eq!(asked(Some(&hint()), Some(BACK), Some(ANA), false), end);
        let done = Next::Done(Some(BACK.into()));
        assert_eq!(asked(Some(&hint()), Some(BACK), None, false), done);
    }

    #[test]
    fn without_a_hint_nothing_ends_unasked_and_nothing_is_followed() {
        for to in [None, Some(BACK), Some("https://evil.example/")] {
            let stays = to.is_some();
            assert_eq!(asked(None, to, Some(ANA), false), Next::Ask { stays });
            assert_eq!(asked(None, to, None, false), Next::Done(None));
            let end = Next::End {
                to: None,
                also: None,
            };
            assert_eq!(asked(None, to, Some(ANA), true), end);
        }
    }

    #[test]
    fn an_address_that_is_not_registered_is_never_followed() {
        for to in [
            "https://app.example/out",
            "https://app.example/out?x=1&y=2",
            "https://evil.example/",
            "",
        ] {
            let ask = Next::Ask { stays: true };
            assert_eq!(
                asked(Some(&hint()), Some(to), Some(ANA), false),
                ask,
                "{to}"
            );
            assert_eq!(asked(Some(&hint()), Some(to), None, true), Next::Done(None));
        }
    }

    #[test]
    fn a_hint_about_somebody_else_asks() {
        let ask = Next::Ask { stays: false };
        assert_eq!(asked(Some(&hint()), Some(BACK), Some(BEN), false), ask);
    }

    #[test]
    fn a_client_that_does_not_answer_is_told_for_two_days() {
        let waits: Vec<u64> = (0..8)
            .map_while(again_after)
            .map(|wait| wait.as_secs())
            .collect();
        assert_eq!(waits, [30, 120, 480, 1920, 7680, 30_720, 122_880]);
        assert_eq!(again_after(7), None);
    }

    #[test]
    fn a_hint_that_was_issued_to_another_client_is_none() {
        let hint = hint();
        let request = Request {
            hint: Some(&hint),
            client_id: Some("other"),
            post_logout_redirect_uri: Some(BACK),
        };
        let ask = Next::Ask { stays: true };
        assert_eq!(next(&request, Some(&app()), Some(ANA), false), ask);
    }
}
