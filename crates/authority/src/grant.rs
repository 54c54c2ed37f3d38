//! The grant: what one authorization request allows, redeemed once for tokens.

use protocol::{FamilyId, SessionId, UserId};

use crate::{Moment, claims::Claims, pkce::Challenge, scope::Scopes, session::GRANT_LIFE};

/// A grant as it is stored. Its code is known by digest only.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who may redeem it.
    pub client: String,
    /// Who gave it.
    pub user: UserId,
    /// The browser session in which it was given.
    pub session: SessionId,
    /// Where the code was sent.
    pub redirect_uri: String,
    /// What it allows.
    pub scopes: Scopes,
    /// What the tokens are for; empty: this server.
    pub resources: Vec<String>,
    /// Single claims that were asked for and allowed.
    pub claims: Claims,
    /// The client's value for the identity token.
    pub nonce: Option<String>,
    /// What the redeemer must prove to know.
    pub challenge: Challenge,
    /// When the person last proved who they are.
    pub authenticated_at: Moment,
    /// The name of the device, when the client gave one.
    pub device_name: Option<String>,
    /// The key that the code is bound to ([RFC 9449 section 10](https://www.rfc-editor.org/rfc/rfc9449#section-10)).
    pub dpop_jkt: Option<String>,
    /// When it was given.
    pub created_at: Moment,
    /// When it was redeemed, and what that produced.
    pub spent: Option<(Moment, FamilyId)>,
}

/// What a client shows to redeem a grant.
#[derive(Debug, Clone, Copy)]
pub struct Redemption<'a> {
    /// The client, already authenticated where it has a secret.
    pub client: &'a str,
    /// The address it says the code was sent to.
    pub redirect_uri: &'a str,
    /// The secret behind the challenge.
    pub verifier: &'a str,
    /// The key it proved to hold.
    pub dpop_jkt: Option<&'a str>,
}

/// Why a grant gives no tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It was redeemed before, so two parties know the code: end what it produced
    /// ([RFC 6749 section 4.1.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2)).
    #[error("the code was used before")]
    Reused(FamilyId),
    /// It is older than a minute.
    #[error("the code has expired")]
    Expired,
    /// It was given to another client.
    #[error("the code was issued to another client")]
    OtherClient,
    /// It was sent elsewhere.
    #[error("redirect_uri differs from the authorization request")]
    OtherRedirect,
    /// The verifier does not fit the challenge.
    #[error("code_verifier does not fit the code_challenge")]
    WrongVerifier,
    /// The code is bound to another key.
    #[error("the code is bound to another key")]
    OtherKey,
}

impl Grant {
    /// Whether this redemption gets tokens. The caller spends the grant in one conditional update.
    ///
    /// # Errors
    ///
    /// See [`Refusal`]. A code that comes back counts as reused whatever else is wrong.
    pub fn redeem(&self, shown: &Redemption<'_>, now: Moment) -> Result<(), Refusal> {
        if let Some((_, family)) = self.spent {
            return Err(Refusal::Reused(family));
        }
        if shown.client != self.client {
            return Err(Refusal::OtherClient);
        }
        if now >= self.created_at.plus(GRANT_LIFE) {
            return Err(Refusal::Expired);
        }
        if shown.redirect_uri != self.redirect_uri {
            return Err(Refusal::OtherRedirect);
        }
        if !self.challenge.accepts(shown.verifier) {
            return Err(Refusal::WrongVerifier);
        }
        if self
            .dpop_jkt
            .as_deref()
            .is_some_and(|bound| Some(bound) != shown.dpop_jkt)
        {
            return Err(Refusal::OtherKey);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    fn grant() -> Grant {
        Grant {
            client: "app".into(),
            user: UserId::from_bytes([1; 16]),
            session: SessionId::from_bytes([2; 16]),
            redirect_uri: "http://127.0.0.1:5000/cb".into(),
            scopes: Scopes::parse("openid"),
            resources: Vec::new(),
            claims: Claims::default(),
            nonce: None,
            challenge: Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap(),
            authenticated_at: Moment::from_unix(90),
            device_name: None,
            dpop_jkt: None,
            created_at: Moment::from_unix(100),
            spent: None,
        }
    }

    fn right() -> Redemption<'static> {
        Redemption {
            client: "app",
            redirect_uri: "http://127.0.0.1:5000/cb",
            verifier: VERIFIER,
            dpop_jkt: None,
        }
    }

    #[test]
    fn a_grant_lives_sixty_seconds() {
        assert_eq!(grant().redeem(&right(), Moment::from_unix(159)), Ok(()));
        assert_eq!(
            grant().redeem(&right(), Moment::from_unix(160)),
            Err(Refusal::Expired)
        );
    }

    #[test]
    fn whatever_differs_is_refused() {
        let now = Moment::from_unix(101);
        let other_port = Redemption {
            redirect_uri: "http://127.0.0.1:5001/cb",
            ..right()
        };
        assert_eq!(
            grant().redeem(&other_port, now),
            Err(Refusal::OtherRedirect)
        );
        assert_eq!(
            grant().redeem(
                &Redemption {
                    client: "other",
                    ..right()
                },
                now
            ),
            Err(Refusal::OtherClient)
        );
        assert_eq!(
            grant().redeem(
                &Redemption {
                    verifier: "",
                    ..right()
                },
                now
            ),
            Err(Refusal::WrongVerifier)
        );
        let bound = Grant {
            dpop_jkt: Some("key".into()),
            ..grant()
        };
        assert_eq!(bound.redeem(&right(), now), Err(Refusal::OtherKey));
        assert_eq!(
            bound.redeem(
                &Redemption {
                    dpop_jkt: Some("key"),
                    ..right()
                },
                now
            ),
            Ok(())
        );
    }

    #[test]
    fn a_second_use_is_told_apart_even_when_late_and_wrong() {
        let family = FamilyId::from_bytes([9; 16]);
        let spent = Grant {
            spent: Some((Moment::from_unix(101), family)),
            ..grant()
        };
        let shown = Redemption {
            client: "thief",
            verifier: "",
            ..right()
        };
        assert_eq!(
            spent.redeem(&shown, Moment::from_unix(9_999)),
            Err(Refusal::Reused(family))
        );
    }
}
