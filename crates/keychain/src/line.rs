//! What may be kept: one line of printable ASCII that fits everywhere.

use crate::Error;

/// The most bytes a secret may have. Windows stores 2,560 bytes
/// ([`CRED_MAX_CREDENTIAL_BLOB_SIZE`](https://learn.microsoft.com/windows/win32/api/wincred/ns-wincred-credentialw));
/// the rest is room for what a store adds.
pub const LONGEST: usize = 2_400;

/// Attributes of an item are text everywhere; longer names meet limits of their own.
const LONGEST_NAME: usize = 200;

pub(crate) fn check_secret(secret: &[u8]) -> Result<(), Error> {
    if secret.len() > LONGEST {
        return Err(Error::TooLong {
            length: secret.len(),
            longest: LONGEST,
        });
    }
    if is_one_line(secret) {
        Ok(())
    } else {
        Err(Error::NotOneLine)
    }
}

pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    if is_one_line(name.as_bytes()) && name.len() <= LONGEST_NAME {
        Ok(())
    } else {
        Err(Error::BadName)
    }
}

fn is_one_line(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_one_line_of_printable_ascii() {
        assert_eq!(check_secret(b"{\"refresh\":\"r-1 ~\"}"), Ok(()));
        for secret in [
            &b""[..],
            b"a\nb",
            b"a\r",
            b"tab\t",
            b"\0",
            b"\x7f",
            "ä".as_bytes(),
        ] {
            assert_eq!(check_secret(secret), Err(Error::NotOneLine), "{secret:?}");
        }
    }

    #[test]
    fn the_longest_secret_has_2400_bytes() {
        assert_eq!(check_secret(&[b'x'; 2_400]), Ok(()));
        assert_eq!(
            check_secret(&[b'x'; 2_401]),
            Err(Error::TooLong {
                length: 2_401,
                longest: 2_400
            })
        );
    }

    #[test]
    fn a_name_is_short_and_printable() {
        assert_eq!(check_name("account/4f1d/3"), Ok(()));
        for name in ["", "a\nb", "ä", &"x".repeat(201)] {
            assert_eq!(check_name(name), Err(Error::BadName), "{name:?}");
        }
    }
}
