//! Reading an address, step by step.

use zeroize::Zeroizing;

use super::label::{Names, names};
use super::query::Query;
use super::{Parsed, is_steam};
use crate::{Algorithm, Digits, Entry, Error, Kind, Period, Pin, Remark, Seed};

/// Most characters of one address, icons not counted.
const MOST_CHARACTERS: usize = 4096;
/// Most bytes of one address with its icons.
const MOST_BYTES: usize = 1 << 20;

/// Reads an `otpauth://`, `motp://` or `steam://` address with the deviations that occur.
///
/// # Errors
///
/// Names what is wrong without quoting it; [`Error::PinMissing`] when the codes need a PIN that the
/// address does not carry, see [`parse_uri_with_pin`].
pub fn parse_uri(text: &str) -> Result<Parsed, Error> {
    parse_uri_with_pin(text, None)
}

/// As [`parse_uri`], with the PIN that the person typed for an address that carries none.
///
/// # Errors
///
/// As [`parse_uri`].
pub fn parse_uri_with_pin(text: &str, pin: Option<Pin>) -> Result<Parsed, Error> {
    if text.len() > MOST_BYTES {
        return Err(Error::TooLong {
            limit: MOST_CHARACTERS,
        });
    }
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    if text.contains(['\n', '\r']) {
        return Err(Error::ManyLines);
    }
    let mut remarks = Vec::new();
    let address = Address::find(text, &mut remarks)?;
    let query = Query::new(address.query);
    if text.chars().count() - query.icon_characters() > MOST_CHARACTERS {
        return Err(Error::TooLong {
            limit: MOST_CHARACTERS,
        });
    }
    let entry = read(&address, &query, pin, &mut remarks)?;
    let bytes = entry.seed.reveal().len();
    if bytes < 10 {
        remarks.push(Remark::ShortSeed { bytes });
    }
    Ok(Parsed { entry, remarks })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Otpauth,
    Motp,
    Steam,
}

struct Address<'a> {
    scheme: Scheme,
    path: &'a str,
    query: &'a str,
}

impl<'a> Address<'a> {
    fn find(text: &'a str, remarks: &mut Vec<Remark>) -> Result<Self, Error> {
        let (scheme, rest) = if let Some(rest) = after(text, "motp://") {
            (Scheme::Motp, rest)
        } else if let Some(rest) = after(text, "steam://") {
            (Scheme::Steam, rest)
        } else {
            (Scheme::Otpauth, find_otpauth(text, remarks)?)
        };
        // Nothing of this family has a fragment: `#` is data, also before the `?`.
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Ok(Self {
            scheme,
            path,
            query,
        })
    }

    /// What kind of code is asked for (`totp`, …), and the label.
    fn host_and_label(&self) -> (String, &'a str) {
        match self.scheme {
            Scheme::Motp => ("motp".to_owned(), self.path),
            Scheme::Steam => ("steam".to_owned(), ""),
            Scheme::Otpauth => {
                let (host, label) = self.path.split_once('/').unwrap_or((self.path, ""));
                (host.to_ascii_lowercase(), label)
            }
        }
    }
}

fn after<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix)
        .then(|| text.get(prefix.len()..))
        .flatten()
}

/// Lists put bullets and quotes before an address; they are dropped.
fn find_otpauth<'a>(text: &'a str, remarks: &mut Vec<Remark>) -> Result<&'a str, Error> {
    const START: &str = "otpauth://";
    let mut windows = text.as_bytes().windows(START.len());
    let Some(start) = windows.position(|w| w.eq_ignore_ascii_case(START.as_bytes())) else {
        return Err(refuse_scheme(text));
    };
    let (dropped, address) = text.split_at_checked(start).unwrap_or(("", text));
    if !dropped.is_empty() {
        remarks.push(Remark::LeadingTextDropped);
    }
    let closing = match dropped.trim_end().chars().last() {
        Some(quote @ ('"' | '\'' | '`')) => Some(quote),
        Some('<') => Some('>'),
        _ => None,
    };
    let address = closing
        .and_then(|quote| address.strip_suffix(quote))
        .unwrap_or(address);
    Ok(address.get(START.len()..).unwrap_or_default())
}

/// Only known names are repeated: an unknown one may be anything, also a key.
fn refuse_scheme(text: &str) -> Error {
    const KNOWN: [&str; 7] = [
        "otpauth-migration",
        "phonefactor",
        "duo",
        "xmauth",
        "lpaauth",
        "https",
        "http",
    ];
    let Some((scheme, _)) = text.split_once("://") else {
        return Error::NotAnAddress;
    };
    let known = KNOWN
        .into_iter()
        .find(|known| scheme.eq_ignore_ascii_case(known));
    Error::UnsupportedScheme {
        scheme: known.unwrap_or("unknown"),
    }
}

fn read(
    address: &Address<'_>,
    query: &Query<'_>,
    pin: Option<Pin>,
    remarks: &mut Vec<Remark>,
) -> Result<Entry, Error> {
    let (host, label) = address.host_and_label();
    let mut names = names(label, query, remarks);
    let kind = match host.as_str() {
        "totp" if asks_for_steam(query, &names, remarks) => Kind::Steam,
        "totp" => Kind::Totp {
            period: period(query, &names, remarks)?,
        },
        "hotp" => Kind::Hotp {
            counter: counter(query, remarks)?,
        },
        "steam" => Kind::Steam,
        "motp" => Kind::Motp {
            pin: given_pin(query, pin)?,
        },
        "yaotp" => Kind::Yandex {
            pin: given_pin(query, pin)?,
        },
        _ => return Err(Error::UnsupportedKind),
    };
    let absent = names.issuer.is_empty() && !query.has("issuer");
    match kind {
        Kind::Yandex { .. } if absent => "Yandex".clone_into(&mut names.issuer),
        _ if address.scheme == Scheme::Steam && absent => "Steam".clone_into(&mut names.issuer),
        _ => {}
    }
    Ok(Entry {
        issuer: names.issuer,
        account: names.account,
        seed: seed(address, query, &kind, remarks)?,
        algorithm: match kind.fixed_algorithm() {
            Some(algorithm) => algorithm,
            None => algorithm(query)?,
        },
        digits: match kind.fixed_digits() {
            Some(digits) => digits,
            None => digits(query, remarks)?,
        },
        kind,
    })
}

/// Apps mark Steam in five ways; the issuer alone counts unless the digits contradict it.
fn asks_for_steam(query: &Query<'_>, names: &Names, remarks: &mut Vec<Remark>) -> bool {
    let encoder = query.given("encoder");
    if query.has("steam")
        || encoder
            .as_ref()
            .is_some_and(|e| e.eq_ignore_ascii_case("steam"))
    {
        return true;
    }
    let digits = query.number("digits", 0, 10);
    let fits = matches!(digits, Ok(None | Some(0 | 5 | 6)));
    let named = encoder.is_none() && is_steam(&names.issuer) && fits;
    if named {
        remarks.push(Remark::TakenAsSteam);
    }
    named
}

/// Zero is what one app writes for the usual period; it cannot mean anything else, and the remark
/// tells the person. A number below zero or no number at all is refused.
fn period(query: &Query<'_>, names: &Names, remarks: &mut Vec<Remark>) -> Result<Period, Error> {
    let given = query.number("period", 0, 86_400)?.or(names.lost_period);
    match given {
        Some(secs @ 1..) => Period::new(u32::try_from(secs).unwrap_or(u32::MAX)),
        _ => {
            if query.has("period") {
                remarks.push(Remark::PeriodAssumed);
            }
            Ok(Period::default())
        }
    }
}

/// Zero stands for the usual length, as in [`period`].
fn digits(query: &Query<'_>, remarks: &mut Vec<Remark>) -> Result<Digits, Error> {
    match query.number("digits", 0, 10)? {
        Some(digits @ 1..) => Digits::new(u8::try_from(digits).unwrap_or(u8::MAX)),
        _ => {
            if query.has("digits") {
                remarks.push(Remark::DigitsAssumed);
            }
            Ok(Digits::default())
        }
    }
}

fn counter(query: &Query<'_>, remarks: &mut Vec<Remark>) -> Result<u64, Error> {
    let counter = query.number("counter", 0, u64::MAX)?;
    if counter.is_none() {
        remarks.push(Remark::CounterAssumed);
    }
    Ok(counter.unwrap_or(0))
}

fn algorithm(query: &Query<'_>) -> Result<Algorithm, Error> {
    query
        .given("algorithm")
        .map_or(Ok(Algorithm::default()), |name| name.parse())
}

/// The PIN of the address, base32 of its text, else the one the person typed.
fn given_pin(query: &Query<'_>, typed: Option<Pin>) -> Result<Pin, Error> {
    let Some(text) = query.text("pin") else {
        return typed.ok_or(Error::PinMissing);
    };
    let bytes = Seed::from_base32(&text).map_err(|_| Error::PinRefused)?;
    let text = std::str::from_utf8(bytes.reveal()).map_err(|_| Error::PinRefused)?;
    Pin::new(Zeroizing::new(text.to_owned()))
}

fn seed(
    address: &Address<'_>,
    query: &Query<'_>,
    kind: &Kind,
    remarks: &mut Vec<Remark>,
) -> Result<Seed, Error> {
    if address.scheme == Scheme::Steam {
        return steam_seed(address.path);
    }
    if matches!(kind, Kind::Motp { .. }) {
        return Seed::new(query.bytes("secret").ok_or(Error::MissingSecret)?);
    }
    let text = query.text("secret").ok_or(Error::MissingSecret)?;
    let seed = Seed::from_base32(&text).or_else(|error| {
        let Error::SeedCharacter { .. } = error else {
            return Err(error);
        };
        remarks.push(Remark::HexSeed);
        Seed::from_hex(&text).ok_or(error)
    })?;
    match (kind, seed.reveal().len()) {
        (Kind::Yandex { .. }, bytes) if bytes != 16 && bytes != 26 => {
            Err(Error::SeedLength { bytes })
        }
        _ => Ok(seed),
    }
}

/// `steam://` followed by the key alone. The game client uses the same scheme with a path.
fn steam_seed(path: &str) -> Result<Seed, Error> {
    if path.contains('/') {
        return Err(Error::UnsupportedScheme { scheme: "steam" });
    }
    if path.is_empty() {
        return Err(Error::MissingSecret);
    }
    Seed::from_base32(path).or_else(|error| match path.len() {
        27 | 28 => Seed::from_base64(path).ok_or(error),
        _ => Err(error),
    })
}
