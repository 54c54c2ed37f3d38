//! Asking a server for new tokens, and taking them over.

use crate::{
    AccessToken, Asking, Error, SecretPlace, TokenRows, TokenStore,
    endpoint::{self, Granted, Outcome, Shown},
    slot::{Slot, Wanted},
    tokens::Held,
};

impl<P: SecretPlace> TokenStore<P> {
    /// Refreshes. Only under the account's lock, with the slot up to the row.
    pub(crate) async fn renew(
        &self,
        rows: &impl TokenRows,
        account: &str,
        slot: &mut Slot,
        wanted: &Wanted<'_>,
        asking: &mut Asking<'_>,
    ) -> Result<AccessToken, Error> {
        let now = (asking.clock)();
        if slot.ended {
            return Err(Error::SignInAgain);
        }
        let Some(held) = &slot.held else {
            return Err(Error::NoTokens);
        };
        let good_enough = match wanted {
            Wanted::Fresh => held.living_access(now),
            Wanted::OtherThan(_) | Wanted::New => None,
        };
        if held.refresh.is_none() {
            return good_enough.ok_or(Error::SignInAgain);
        }
        if held.not_before().is_some_and(|from| now < from) {
            return held
                .living_access(now)
                .filter(|_| !matches!(wanted, Wanted::OtherThan(_)))
                .ok_or(Error::TooEarly);
        }
        let in_peace = slot.peace.as_ref().is_some_and(|peace| now < peace.until);
        let good_enough = match good_enough {
            Some(token) if in_peace => return Ok(token),
            other => other,
        };
        match self.ask(held, asking).await {
            Outcome::Granted(granted) => self.adopt(rows, account, slot, granted).await,
            Outcome::InvalidGrant => {
                slot.ended = true;
                Err(Error::SignInAgain)
            }
            failed => {
                slot.leave_in_peace(now);
                let error = match failed.granted() {
                    Err(error) => error,
                    Ok(_) => Error::SignInAgain, // granted was dealt with above
                };
                tracing::info!(account, %error, "tokens could not be refreshed for now");
                good_enough.ok_or(error)
            }
        }
    }

    /// Asks once, and after a lost answer once more with the same token: that works where the
    /// request never arrived and at servers that forgive, and elsewhere nothing else would.
    async fn ask(&self, held: &Held, asking: &mut Asking<'_>) -> Outcome {
        match refresh(held, asking).await {
            Outcome::Lost(_) => {
                tokio::time::sleep(self.after_lost_answer).await;
                refresh(held, asking).await
            }
            outcome => outcome,
        }
    }

    /// The new tokens are stored before the access token is used.
    async fn adopt(
        &self,
        rows: &impl TokenRows,
        account: &str,
        slot: &mut Slot,
        granted: Granted,
    ) -> Result<AccessToken, Error> {
        let mut held = Held::from(granted.tokens);
        if held.refresh.is_none()
            && let Some(before) = slot.held.take()
        {
            held.refresh = before.refresh;
            held.refresh_expires_at = held.refresh_expires_at.or(before.refresh_expires_at);
        }
        // Also one that ends this very second was given to be used.
        let access = held.any_access().ok_or(Error::NoTokens)?;
        slot.replace(held, slot.version);
        self.settle(rows, account, slot).await;
        Ok(access)
    }
}

/// Each request has a proof of its own, with the key that the token is bound to.
async fn refresh(held: &Held, asking: &mut Asking<'_>) -> Outcome {
    let Some(token) = &held.refresh else {
        return Outcome::InvalidGrant;
    };
    let shown = held.key.as_ref().map(|key| Shown::draw(key, asking.chance));
    let now = (asking.clock)();
    endpoint::refresh(
        asking.http,
        asking.provider,
        asking.client_id,
        token,
        shown,
        now,
    )
    .await
}
