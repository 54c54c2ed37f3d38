//! `Authorization: Basic`: the id and the secret of a client in one header
//! ([RFC 6749 section 2.3.1](https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1)).

use data_encoding::BASE64;
use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

/// Id and secret as they were joined. Nothing of it is printed.
pub struct Basic {
    /// The id as it came.
    pub id: String,
    /// The secret as it came.
    pub secret: Zeroizing<String>,
}

impl Basic {
    /// Reads the value of the header; `None` when it is another scheme or cannot be read.
    #[must_use]
    pub fn read(header: &str) -> Option<Self> {
        let (scheme, encoded) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("basic") {
            return None;
        }
        let bytes = Zeroizing::new(BASE64.decode(encoded.trim().as_bytes()).ok()?);
        let text = std::str::from_utf8(&bytes).ok()?;
        let (id, secret) = text.split_once(':')?;
        Some(Self {
            id: id.to_owned(),
            secret: Zeroizing::new(secret.to_owned()),
        })
    }
}

/// `text` as a form would have it: `+` is a space and `%` begins a byte.
#[must_use]
pub fn decoded(text: &str) -> String {
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_may_hold_a_colon_and_an_id_may_be_encoded() {
        let header = format!("bAsIc {}", BASE64.encode(b"my%20id:se:cr%2Bet"));
        let basic = Basic::read(&header).unwrap();
        assert_eq!(
            (basic.id.as_str(), basic.secret.as_str()),
            ("my%20id", "se:cr%2Bet")
        );
        assert_eq!(decoded(&basic.id), "my id");
        assert_eq!(decoded(&basic.secret), "se:cr+et");
        for wrong in ["", "Basic", "Bearer YTpi", "Basic YTpi!", "Basic YWI="] {
            assert!(Basic::read(wrong).is_none(), "{wrong}");
        }
    }
}
