//! Recovery codes: 125 bit each, shown once, stored as a keyed hash, deleted on use.

use authority::factor::RECOVERY_CODES;
use protocol::UserId;
use zeroize::{Zeroize as _, Zeroizing};

use super::sealed;
use crate::{Server, refusal::Refusal, store::Work};

/// [Crockford's alphabet](https://www.crockford.com/base32.html), which leaves out what looks alike.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters of five bit each.
const LENGTH: usize = 25;
/// Characters between two dashes.
const GROUP: usize = 5;

/// Replaces all recovery codes of a person and returns the new ones, for the only time.
pub(crate) async fn replace(
    server: &Server,
    work: &mut Work,
    user: UserId,
) -> Result<Vec<Zeroizing<String>>, Refusal> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        codes.push(code_of(server.draw()?));
    }
    let digests: Vec<String> = codes
        .iter()
        .map(|code| digest(server, user, code))
        .collect();
    work.factors()
        .replace_recovery(user, &digests, server.now())
        .await?;
    Ok(codes)
}

/// Whether a code is right, and used up by that.
pub(super) async fn check(
    server: &Server,
    work: &mut Work,
    user: UserId,
    shown: &str,
) -> Result<bool, Refusal> {
    let digest = digest(server, user, shown);
    Ok(work.factors().spend_recovery(user, &digest).await?)
}

fn digest(server: &Server, user: UserId, code: &str) -> String {
    sealed::digest(server, &format!("recovery/{user}"), &read(code))
}

/// A code as it is shown: five groups of five.
fn code_of(mut bytes: [u8; 16]) -> Zeroizing<String> {
    let mut bits = u128::from_be_bytes(bytes);
    bytes.zeroize();
    let mut code = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
    for at in 0..LENGTH {
        if at > 0 && at % GROUP == 0 {
            code.push('-');
        }
        let sign = ALPHABET.get((bits & 31) as usize).copied();
        code.push(char::from(sign.unwrap_or_default()));
        bits >>= 5;
    }
    bits.zeroize();
    code
}

/// A code as it was meant: in either case, with or without dashes, with signs that look alike.
fn read(text: &str) -> Zeroizing<String> {
    let meant = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(64)
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        });
    Zeroizing::new(meant.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_125_bit_in_five_groups_of_five() {
        let code = code_of([0xff; 16]);
        assert_eq!(code.as_str(), "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ");
        let mut one = [0; 16];
        one[15] = 1;
        assert!(code_of(one).starts_with("10000-"));
    }

    #[test]
    fn a_code_is_read_as_people_write_it() {
        assert_eq!(read(" o1iL-abcde ").as_str(), "0111ABCDE");
    }
}
