//! Opening the person's own browser.

use std::{
    env,
    process::{Command, Stdio},
};

use url::Url;

use crate::{Failure, FailureCode};

/// Opens `address` in the program that `$COUNTERSIGN_BROWSER` names, else in the system browser.
///
/// Only https is opened, and http where it never leaves this machine.
pub(crate) fn open(address: &Url) -> Result<(), Failure> {
    if !is_safe(address) {
        return Err(Failure::new(
            FailureCode::BadIssuer,
            "only https addresses are opened",
        ));
    }
    let opened = match env::var_os("COUNTERSIGN_BROWSER").filter(|program| !program.is_empty()) {
        Some(program) => Command::new(program)
            .arg(address.as_str())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .map(drop),
        None => open::that_detached(address.as_str()),
    };
    opened.map_err(|error| Failure::of(FailureCode::BrowserMissing, &error))
}

/// Whether an address may be handed to a browser, or shown as a link.
pub(crate) fn is_safe(address: &Url) -> bool {
    match address.scheme() {
        "https" => true,
        "http" => match address.host() {
            Some(url::Host::Ipv4(host)) => host.is_loopback(),
            Some(url::Host::Ipv6(host)) => host.is_loopback(),
            Some(url::Host::Domain(host)) => host == "localhost",
            None => false,
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_loopback_are_opened() {
        let safe = |text: &str| is_safe(&text.parse().unwrap());
        assert!(safe("https://id.example/authorize"));
        assert!(safe("http://127.0.0.1:8420/"));
        assert!(safe("http://[::1]:8420/"));
        assert!(!safe("http://id.example/"));
        assert!(!safe("file:///etc/passwd"));
        assert!(!safe("javascript:alert(1)"));
    }
}
