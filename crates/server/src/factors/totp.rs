//! Codes that an authenticator app makes from a seed ([RFC 6238](https://www.rfc-editor.org/rfc/rfc6238)).

use std::time::{Duration, UNIX_EPOCH};

use authority::factor::{Kind, STEP, step};
use otp::{Algorithm, Digits, Entry, Period, Seed};
use protocol::UserId;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{sealed, typed};
use crate::{
    Server,
    refusal::Refusal,
    store::{self, Factor, Work},
};

/// What the seed is sealed for, enrolled or not.
const PURPOSE: &str = "totp/1";

/// A seed of 160 bit, as RFC 4226 section 4 asks for, sealed.
pub(crate) fn new_seed(server: &Server, user: UserId) -> Result<String, Refusal> {
    let seed = Zeroizing::new(server.draw::<20>()?);
    sealed::seal(server, user, PURPOSE, &*seed)
}

/// The entry that an app makes of a sealed seed.
pub(crate) fn entry(
    server: &Server,
    user: UserId,
    account: &str,
    seed: &str,
) -> Result<Entry, Refusal> {
    let seed = sealed::open(server, user, PURPOSE, seed)?;
    Ok(Entry {
        issuer: server.name(),
        account: account.to_owned(),
        seed: Seed::new(seed).map_err(|_| Refusal::Failed)?,
        kind: otp::Kind::Totp {
            period: Period::THIRTY,
        },
        algorithm: Algorithm::Sha1,
        digits: Digits::SIX,
    })
}

/// The step of time whose code was typed, above the last accepted one.
pub(crate) fn step_of(
    server: &Server,
    entry: &Entry,
    last: Option<i64>,
    shown: &str,
) -> Option<i64> {
    let shown = Zeroizing::new(typed(shown));
    step(server.now(), last, |step| {
        let seconds = u64::try_from(step.saturating_mul(STEP)).unwrap_or_default();
        let at = UNIX_EPOCH + Duration::from_secs(seconds);
        otp::generate(entry, at)
            .is_ok_and(|code| bool::from(code.digits.as_bytes().ct_eq(shown.as_bytes())))
    })
}

/// Whether a code is right, and used up by that.
pub(super) async fn check(
    server: &Server,
    work: &mut Work,
    user: UserId,
    shown: &str,
) -> Result<bool, Refusal> {
    let handle = Factor::handle_of(user, Kind::Totp);
    let Some(factor) = work.factors().by_handle(&handle).await? else {
        return Ok(false);
    };
    let entry = entry(server, user, "", &factor.sealed)?;
    let Some(step) = step_of(server, &entry, Some(factor.counter), shown) else {
        return Ok(false);
    };
    match work.factors().advance(factor.id, step, server.now()).await {
        // The same code came in parallel, and was first.
        Err(store::Error::Conflict) => Ok(false),
        advanced => {
            advanced?;
            Ok(true)
        }
    }
}
