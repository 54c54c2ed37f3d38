//! Passwords on their way in: read from standard input, weighed, or generated.

use std::io::{self, BufRead as _};

use zeroize::Zeroizing;

use super::{Exit, Failure};

/// Shorter passwords are refused ([SP 800-63B section 3.1.1.2](https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver)
/// asks for 8 at least; this is our own floor), in characters.
const SHORTEST: usize = 12;

/// Longer ones are refused rather than cut, in bytes.
const LONGEST: usize = 1024;

/// Of 0 to 4, as `zxcvbn` estimates how many guesses a password withstands.
const WEAKEST: zxcvbn::Score = zxcvbn::Score::Three;

/// 32 letters and digits that nobody mistakes for one another, so each carries 5 bits.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// The first line of standard input, less its line ending and nothing else.
pub(super) fn read_line() -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::with_capacity(LONGEST + 2));
    io::stdin().lock().read_line(&mut line).map_err(|error| {
        Failure::new(
            Exit::Refused,
            "password_unreadable",
            format!("no password could be read from standard input: {error}"),
            "Write the password as one line of UTF-8 text.",
        )
    })?;
    let bare = line.strip_suffix('\n').unwrap_or(&line);
    Ok(Zeroizing::new(
        bare.strip_suffix('\r').unwrap_or(bare).to_owned(),
    ))
}

/// Refuses a password that is short or easy to guess for somebody who knows `about` the person.
pub(super) fn weigh(password: &str, about: &[&str]) -> Result<(), Failure> {
    let refuse = |message: &str, hint: &str| {
        Err(Failure::new(Exit::Refused, "weak_password", message, hint))
    };
    if password.chars().count() < SHORTEST {
        return refuse(
            "the password has fewer than 12 characters; nobody was added",
            "Choose a longer one: four or five words that do not belong together are a good start.",
        );
    }
    if password.len() > LONGEST {
        return refuse(
            "the password has more than 1024 bytes; nobody was added",
            "Choose a shorter one.",
        );
    }
    if zxcvbn::zxcvbn(password, about).score() < WEAKEST {
        return refuse(
            "the password is easy to guess; nobody was added",
            "Choose one without names, dates, rows of keys and common phrases.",
        );
    }
    Ok(())
}

/// A password of 24 characters and 120 bits out of `chance`, in groups of six.
pub(super) fn from_chance(chance: [u8; 24]) -> Zeroizing<String> {
    let letter = |byte: &u8| {
        ALPHABET
            .get(usize::from(byte % 32))
            .copied()
            .map_or('2', char::from)
    };
    let groups: Vec<String> = chance
        .chunks(6)
        .map(|group| group.iter().map(letter).collect())
        .collect();
    Zeroizing::new(groups.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        for weak in [
            "short",
            "passwordpassword",
            "123456789012",
            "anastasia@example.org",
            "anastasia2026",
        ] {
            assert!(
                weigh(weak, &["anastasia", "anastasia@example.org"]).is_err(),
                "{weak}"
            );
        }
        assert!(weigh(&"x9Qm".repeat(300), &[]).is_err(), "too long");
        assert!(weigh("velvet harbour onion compass", &["ana"]).is_ok());
    }

    #[test]
    fn a_generated_password_passes_and_follows_its_chance() {
        let mut chance = [0_u8; 24];
        chance
            .iter_mut()
            .enumerate()
            .for_each(|(at, byte)| *byte = (at * 37 + 5) as u8);
        let password = from_chance(chance);
        assert_eq!(password.len(), 27);
        assert!(weigh(&password, &["administrator"]).is_ok());
        assert_ne!(password, from_chance([7; 24]));
    }

    #[test]
    fn the_alphabet_has_no_letter_twice() {
        let mut letters = ALPHABET.to_vec();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), ALPHABET.len());
    }
}
