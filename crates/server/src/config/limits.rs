//! `[limits]`: how often something may be asked, each as `"COUNT per SECONDS"` with a unit.

use std::time::Duration;

use authority::limit::Quota;
use serde::Deserialize;

use super::Error;

/// How often something may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Attempts of one person to prove who they are, until one succeeds.
    pub sign_in: Quota,
    /// Such attempts from one address, whoever they are for, right or wrong.
    pub address: Quota,
    /// From one address: forms that let a stranger ask for something, as a mail or an account.
    pub auth: Quota,
    /// From one address: the interface for administrators.
    pub admin: Quota,
    /// From one address, and by one client: where programs trade and check tokens.
    pub token: Quota,
    /// From one address: everything else.
    pub default: Quota,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLimits {
    sign_in: Option<String>,
    address: Option<String>,
    auth: Option<String>,
    admin: Option<String>,
    token: Option<String>,
    default: Option<String>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: fixed(5, 900),
            address: fixed(20, 60),
            auth: fixed(10, 60),
            admin: fixed(3000, 60),
            token: fixed(20_000, 1),
            default: fixed(12_000, 60),
        }
    }
}

/// A quota that is written above and tested below.
const fn fixed(count: u32, seconds: u64) -> Quota {
    match Quota::new(count, Duration::from_secs(seconds)) {
        Some(quota) => quota,
        None => Quota::ONE_A_SECOND,
    }
}

impl RawLimits {
    pub(super) fn check(self) -> Result<Limits, Error> {
        let default = Limits::default();
        Ok(Limits {
            sign_in: quota("sign_in", self.sign_in, default.sign_in)?,
            address: quota("address", self.address, default.address)?,
            auth: quota("auth", self.auth, default.auth)?,
            admin: quota("admin", self.admin, default.admin)?,
            token: quota("token", self.token, default.token)?,
            default: quota("default", self.default, default.default)?,
        })
    }
}

fn quota(key: &str, text: Option<String>, default: Quota) -> Result<Quota, Error> {
    let Some(text) = text else { return Ok(default) };
    parse(&text).ok_or_else(|| {
        Error::invalid(
            format!("limits.{key}"),
            "has to be a number and a time, as in \"5 per 15m\": s, m, h or d, and at most a \
             million a second",
        )
    })
}

/// `5 per 15m`.
fn parse(text: &str) -> Option<Quota> {
    let (count, window) = text.split_once(" per ")?;
    let window = window.trim();
    let number = window.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = match window.get(number.len()..)? {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        _ => return None,
    };
    let seconds = number.trim().parse::<u64>().ok()?.checked_mul(unit)?;
    Quota::new(count.trim().parse().ok()?, Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quota_is_a_number_and_a_time() {
        assert_eq!(parse("5 per 15m"), Some(fixed(5, 900)));
        assert_eq!(parse("20000 per 1s"), Some(fixed(20_000, 1)));
        for wrong in [
            "",
            "5",
            "5 per",
            "5 per 15",
            "0 per 1s",
            "5 per 0s",
            "-1 per 1s",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse("2000000 per 1s"), None, "faster than can be counted");
    }

    #[test]
    fn what_is_limited_by_default_is_what_the_guide_says() {
        let limits = Limits::default();
        assert_eq!(
            (limits.sign_in.count(), limits.sign_in.window().as_secs()),
            (5, 900)
        );
        assert_eq!(
            (limits.token.count(), limits.token.window().as_secs()),
            (20_000, 1)
        );
    }
}
