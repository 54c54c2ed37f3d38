//! `/account/approvers`: a person takes the key from a device of theirs that can approve sign-ins. One is
//! enrolled by the app on the device itself.

use authority::factor::{Kind, may_remove};
use axum::{
    extract::{RawForm, State},
    response::{IntoResponse as _, Response},
};
use protocol::DeviceId;

use super::factors::{BACK, changed, last_stays};
use crate::{
    Server,
    factors::Has,
    refusal::Refusal,
    routes::{
        request::{authorization::see_other, browser::Browser, params::Params},
        sign_in::step_up::fresh,
    },
};

/// `POST /account/approvers/remove`: takes the key from the device `id` and ends everything else that the
/// person is signed in with. The last factor stays where the policy demands one.
pub(crate) async fn remove(
    State(server): State<Server>,
    browser: Browser,
    RawForm(body): RawForm,
) -> Result<Response, Refusal> {
    let params = Params::parse(&body);
    browser.check_form(&server, &params)?;
    let mut work = server.store().begin().await?;
    let fresh = match fresh(&server, &browser, &mut work, "/account").await? {
        Ok(fresh) => fresh,
        Err(answer) => return Ok(answer),
    };
    let user = &fresh.user;
    work.factors().lock(user.id).await?;
    let has = Has::read(&mut work, user.id, server.now()).await?;
    let id: Option<DeviceId> = params.get("id").and_then(|id| id.parse().ok());
    let Some(gone) = has
        .approvers
        .iter()
        .find(|device| Some(device.device) == id)
    else {
        return Ok(see_other(BACK));
    };
    let remaining = has.count() - 1;
    if !may_remove(remaining, server.config().factors.requires(&user.roles)) {
        return Err(last_stays());
    }
    work.approval_keys()
        .take(user.id, gone.device, server.now())
        .await?;
    let browser = changed(&server, browser, work, &fresh, remaining, Kind::Approval).await?;
    Ok((browser.jar, see_other(BACK)).into_response())
}
