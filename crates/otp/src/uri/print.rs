//! Writing an address that every reader understands.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use zeroize::Zeroizing;

use super::{as_prefix, is_steam};
use crate::{Entry, Kind};

/// Everything but the unreserved characters of
/// [RFC 3986 section 2.3](https://www.rfc-editor.org/rfc/rfc3986#section-2.3).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The entry as one address. It holds the seed: treat it as one.
///
/// Algorithm, digits and period are always written, since readers have different defaults. mOTP and
/// Yandex carry their PIN in base32. [`crate::parse_uri`] gives back the same entry.
#[must_use]
pub fn print_uri(entry: &Entry) -> Zeroizing<String> {
    let names = entry.issuer.len() * 2 + entry.account.len();
    let seed = entry.seed.reveal().len();
    // Room for every byte to be escaped, so that no half-grown copy stays behind.
    let mut text = Zeroizing::new(String::with_capacity(512 + 3 * (names + seed)));
    write(entry, &mut text);
    text
}

fn write(entry: &Entry, text: &mut String) {
    text.push_str(match entry.kind {
        Kind::Totp { .. } => "otpauth://totp/",
        Kind::Hotp { .. } => "otpauth://hotp/",
        Kind::Steam => "otpauth://steam/",
        Kind::Motp { .. } => "motp://",
        Kind::Yandex { .. } => "otpauth://yaotp/",
    });
    write_label(entry, text);
    match &entry.kind {
        Kind::Motp { .. } => {
            text.push_str("?secret=");
            push(text, entry.seed.reveal());
        }
        _ => {
            text.push_str("?secret=");
            text.push_str(&entry.seed.reveal_base32());
        }
    }
    // A Yandex address without the parameter would be given that issuer.
    if !entry.issuer.is_empty() || matches!(entry.kind, Kind::Yandex { .. }) {
        text.push_str("&issuer=");
        push(text, entry.issuer.as_bytes());
    }
    write_parameters(entry, text);
}

/// A colon in the issuer would end it early and is left to the parameter. A label that starts with
/// a colon has no issuer, whatever else is in it.
fn write_label(entry: &Entry, text: &mut String) {
    if !entry.issuer.is_empty() {
        push(text, as_prefix(&entry.issuer).as_bytes());
        text.push(':');
    } else if entry.account.contains([':', '/']) {
        text.push(':');
    }
    push(text, entry.account.as_bytes());
}

fn write_parameters(entry: &Entry, text: &mut String) {
    // Writing to a String cannot fail.
    let _ = match &entry.kind {
        Kind::Totp { period } => write!(
            text,
            "&algorithm={}&digits={}&period={}",
            entry.algorithm,
            entry.digits.get(),
            period.get()
        ),
        Kind::Hotp { counter } => write!(
            text,
            "&algorithm={}&digits={}&counter={counter}",
            entry.algorithm,
            entry.digits.get()
        ),
        Kind::Steam => Ok(()),
        Kind::Motp { pin } | Kind::Yandex { pin } => {
            let encoded =
                Zeroizing::new(data_encoding::BASE32_NOPAD.encode(pin.reveal().as_bytes()));
            write!(text, "&pin={}", *encoded)
        }
    };
    if matches!(entry.kind, Kind::Totp { .. }) && is_steam(&entry.issuer) {
        text.push_str("&encoder=default"); // else readers would take it for Steam's own rule
    }
    if entry.issuer.contains('%') || entry.account.contains('%') {
        text.push_str("&encoded=once"); // else our parser might decode the names a second time
    }
}

fn push(text: &mut String, bytes: &[u8]) {
    text.extend(percent_encode(bytes, ESCAPED));
}
