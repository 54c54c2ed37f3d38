//! `[access]`: own rules, and the facts about networks and times that rules look at.

use std::{net::IpAddr, path::PathBuf};

use authority::{Moment, permission::Window};
use ipnet::IpNet;
use serde::Deserialize;

use super::{Error, raw::OneOrMany};

/// Where own rules are, and from where and when administration is wanted.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// A file of rules, or a directory of `*.cedar` files.
    pub policies: Option<PathBuf>,
    /// From where administration is wanted; empty: from anywhere.
    pub networks: Vec<IpNet>,
    /// When administration is wanted; empty: always.
    pub hours: Vec<Window>,
    /// When only administrators change anything.
    pub maintenance: Vec<Window>,
}

impl Access {
    /// Whether administration is wanted from `ip`.
    #[must_use]
    pub fn knows(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.networks.is_empty() || self.networks.iter().any(|net| net.contains(&ip))
    }

    /// Whether administration is wanted at `now`.
    #[must_use]
    pub fn is_working_hour(&self, now: Moment) -> bool {
        self.hours.is_empty() || self.hours.iter().any(|window| window.contains(now))
    }

    /// Whether a maintenance window is open at `now`.
    #[must_use]
    pub fn is_maintenance(&self, now: Moment) -> bool {
        self.maintenance.iter().any(|window| window.contains(now))
    }
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAccess {
    policies: Option<PathBuf>,
    networks: Option<OneOrMany>,
    hours: Option<OneOrMany>,
    maintenance: Option<OneOrMany>,
}

impl RawAccess {
    pub(super) fn check(self) -> Result<Access, Error> {
        Ok(Access {
            policies: self.policies,
            networks: super::raw::networks("access.networks", self.networks)?,
            hours: windows("access.hours", self.hours)?,
            maintenance: windows("access.maintenance", self.maintenance)?,
        })
    }
}

fn windows(key: &str, list: Option<OneOrMany>) -> Result<Vec<Window>, Error> {
    let window = |text: &String| {
        text.parse()
            .map_err(|error| Error::invalid(key, format!("holds {text:?}, which {error}")))
    };
    let items = list.map(OneOrMany::items).unwrap_or_default();
    items.iter().map(window).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Access, Error> {
        RawAccess {
            hours: Some(OneOrMany::One(text.to_owned())),
            ..RawAccess::default()
        }
        .check()
    }

    #[test]
    fn without_a_section_administration_is_wanted_from_anywhere_at_any_time() {
        let access = RawAccess::default().check().unwrap();
        let now = Moment::from_unix(1_800_000_000);
        assert!(access.knows("203.0.113.9".parse().unwrap()));
        assert!(access.is_working_hour(now) && !access.is_maintenance(now));
    }

    #[test]
    fn networks_count_however_the_address_is_written() {
        let raw = RawAccess {
            networks: Some(OneOrMany::Many(vec!["10.0.0.0/8".to_owned()])),
            ..RawAccess::default()
        };
        let access = raw.check().unwrap();
        assert!(access.knows("10.1.2.3".parse().unwrap()));
        assert!(access.knows("::ffff:10.1.2.3".parse().unwrap()));
        assert!(!access.knows("192.0.2.1".parse().unwrap()));
    }

    #[test]
    fn a_list_in_a_variable_has_commas() {
        assert_eq!(
            read("Mon 07:00-08:00, Tue 07:00-08:00")
                .unwrap()
                .hours
                .len(),
            2
        );
    }

    #[test]
    fn a_bad_window_is_named_with_what_would_be_right() {
        let error = read("always").unwrap_err().to_string();
        assert!(error.contains("`access.hours` holds \"always\""), "{error}");
        assert!(error.contains("Mon-Fri 07:00-19:00"), "{error}");
    }
}
