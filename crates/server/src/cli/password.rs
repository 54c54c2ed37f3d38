//! Passwords on their way in: read from standard input, or generated.

use std::io::{self, BufRead as _};

use zeroize::Zeroizing;

use super::{Exit, Failure};
use crate::passwords::rules::LONGEST;

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
    use crate::{config, passwords::rules::Rules};

    #[test]
    fn a_generated_password_passes_and_follows_its_chance() {
        let mut chance = [0_u8; 24];
        chance
            .iter_mut()
            .enumerate()
            .for_each(|(at, byte)| *byte = (at * 37 + 5) as u8);
        let password = from_chance(chance);
        assert_eq!(password.len(), 27);
        let rules = Rules::new(config::Passwords::default()).unwrap();
        assert_eq!(rules.weigh(&password, &["administrator"]), Ok(()));
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
