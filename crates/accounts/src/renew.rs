//! Asking a server for new tokens, and taking them over.

use crate::{
    Asking, Error, SecretPlace, Token, TokenRows, TokenStore,
    endpoint::{self, Granted, Outcome},
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
    ) -> Result<Token, Error> {
        let now = (asking.clock)();
        if slot.ended {
            return Err(Error::SignInAgain);
        }
        let Some(held) = &slot.held else {
            return Err(Error::NoTokens);
        };
        let good_enough = match wanted {
            Wanted::Fresh => held.living_access(now).map(Token::copy),
            Wanted::OtherThan(_) | Wanted::New => None,
        };
        let Some(refresh) = &held.refresh else {
            return good_enough.ok_or(Error::SignInAgain);
        };
        if held.not_before().is_some_and(|from| now < from) {
            return held
                .living_access(now)
                .map(Token::copy)
                .filter(|_| !matches!(wanted, Wanted::OtherThan(_)))
                .ok_or(Error::TooEarly);
        }
        if let (Some(token), Some(peace)) = (&good_enough, &slot.peace)
            && now < peace.until
        {
            return Ok(token.copy());
        }
        match self.ask(refresh, asking).await {
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
    async fn ask(&self, refresh: &Token, asking: &Asking<'_>) -> Outcome {
        let Asking {
            provider,
            client_id,
            http,
            clock,
            ..
        } = asking;
        match endpoint::refresh(http, provider, client_id, refresh, clock()).await {
            Outcome::Lost(_) => {
                tokio::time::sleep(self.after_lost_answer).await;
                endpoint::refresh(http, provider, client_id, refresh, clock()).await
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
    ) -> Result<Token, Error> {
        let access = granted.tokens.access.copy();
        let mut held = Held::from(granted.tokens);
        if held.refresh.is_none()
            && let Some(before) = slot.held.take()
        {
            held.refresh = before.refresh;
            held.refresh_expires_at = held.refresh_expires_at.or(before.refresh_expires_at);
        }
        slot.replace(held, slot.version);
        self.settle(rows, account, slot).await;
        Ok(access)
    }
}
