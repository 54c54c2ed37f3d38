//! The sign-in under way that a browser holds.

use authority::{Digest, factor::SignIn};

use crate::{
    Server,
    refusal::Refusal,
    routes::request::browser::Browser,
    store::{User, Work},
};

/// A sign-in under way and whose it is.
pub(in crate::routes) struct Pending {
    pub(in crate::routes) cookie: Digest,
    pub(in crate::routes) sign_in: SignIn,
    pub(in crate::routes) user: User,
}

impl Pending {
    /// The sign-in under way of this browser; `None` when there is none, or it took too long.
    pub(in crate::routes) async fn read(
        server: &Server,
        browser: &Browser,
        work: &mut Work,
    ) -> Result<Option<Self>, Refusal> {
        let Some(cookie) = browser.sign_in_digest(server) else {
            return Ok(None);
        };
        let Some(sign_in) = work.sign_ins().get(&cookie).await? else {
            return Ok(None);
        };
        if !sign_in.is_live(server.now()) {
            return Ok(None);
        }
        let user = work.users().get(sign_in.user).await?;
        Ok(user
            .filter(|user| user.disabled_at.is_none())
            .map(|user| Self {
                cookie,
                sign_in,
                user,
            }))
    }

    /// Who alone may answer what is asked in this sign-in.
    pub(in crate::routes) fn holder(&self) -> String {
        format!("sign-in:{}", self.cookie.as_str())
    }
}
