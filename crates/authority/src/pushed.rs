//! Authorization requests that a client pushed before it sends the browser
//! ([RFC 9126](https://www.rfc-editor.org/rfc/rfc9126)).
//!
//! A browser has to come with the `request_uri` soon. From then on it may come again, since people
//! reload pages, for as long as a sign-in may take; the grant that is given in the end spends it.
//!
//! ```text
//! pushed ──within 60 s──▶ opened ──within 30 min──▶ spent
//! ```

use std::time::Duration;

use crate::Moment;

/// What every `request_uri` of ours begins with
/// ([RFC 9126 section 2.2](https://www.rfc-editor.org/rfc/rfc9126#section-2.2)).
pub const PREFIX: &str = "urn:ietf:params:oauth:request_uri:";

/// A browser has to come within this time.
pub const LIFE: Duration = Duration::from_secs(60);

/// How long a sign-in may take that began in time.
const OPEN_LIFE: Duration = Duration::from_secs(1800);

/// A request that was pushed.
#[derive(Debug, Clone)]
pub struct Pushed {
    /// The client that pushed it.
    pub client: String,
    /// Its parameters, form-encoded.
    pub params: String,
    /// When it is over.
    pub expires_at: Moment,
    /// When a browser first came with it.
    pub opened_at: Option<Moment>,
    /// When a grant was given for it.
    pub spent_at: Option<Moment>,
}

/// The `request_uri` is unknown, another client's, over, or used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the pushed request is unknown, over or used up")]
pub struct Unusable;

impl Pushed {
    /// Whether a browser may come with it for `client`. The first time the answer is the moment until
    /// which it then lives, which the caller records.
    ///
    /// # Errors
    ///
    /// [`Unusable`], which does not say why.
    pub fn open(&self, client: &str, now: Moment) -> Result<Option<Moment>, Unusable> {
        if self.client != client || self.spent_at.is_some() || now >= self.expires_at {
            return Err(Unusable);
        }
        Ok(self.opened_at.is_none().then(|| now.plus(OPEN_LIFE)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T0: Moment = Moment::from_unix(1000);

    fn pushed() -> Pushed {
        Pushed {
            client: "app".into(),
            params: String::new(),
            expires_at: T0.plus(LIFE),
            opened_at: None,
            spent_at: None,
        }
    }

    fn at(seconds: i64) -> Moment {
        Moment::from_unix(1000 + seconds)
    }

    #[test]
    fn a_browser_has_a_minute_to_come_and_then_time_to_sign_in() {
        assert_eq!(pushed().open("app", at(60)), Err(Unusable));
        let until = pushed().open("app", at(59)).unwrap().unwrap();
        let opened = Pushed {
            opened_at: Some(at(59)),
            expires_at: until,
            ..pushed()
        };
        assert_eq!(opened.open("app", at(59 + 1799)), Ok(None));
        assert_eq!(opened.open("app", at(59 + 1800)), Err(Unusable));
    }

    #[test]
    fn a_request_is_its_clients_and_good_for_one_grant() {
        assert_eq!(pushed().open("other", at(1)), Err(Unusable));
        let spent = Pushed {
            spent_at: Some(at(1)),
            ..pushed()
        };
        assert_eq!(spent.open("app", at(2)), Err(Unusable));
    }
}
