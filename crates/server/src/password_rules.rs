//! What a new password must be like. Every way to a password of a person comes through
//! [`weigh`].

/// Shorter passwords are refused ([SP 800-63B section 3.1.1.2](https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver)
/// asks for 8 at least; this is our own floor), in characters.
const SHORTEST: usize = 12;

/// Longer ones are refused rather than cut, in bytes.
pub const LONGEST: usize = 1024;

/// Of 0 to 4, as `zxcvbn` estimates how many guesses a password withstands.
const WEAKEST: zxcvbn::Score = zxcvbn::Score::Three;

/// Why a password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Weak {
    /// Choose more characters.
    #[error("the password has fewer than 12 characters")]
    Short,
    /// Nobody types that much, and checking it costs.
    #[error("the password has more than 1024 bytes")]
    Long,
    /// It is among the first that somebody would try.
    #[error("the password is easy to guess")]
    Guessable,
}

/// Refuses a password that is short, or easy to guess for somebody who knows `about` the person.
///
/// # Errors
///
/// [`Weak`] says what is wrong.
pub fn weigh(password: &str, about: &[&str]) -> Result<(), Weak> {
    if password.chars().count() < SHORTEST {
        return Err(Weak::Short);
    }
    if password.len() > LONGEST {
        return Err(Weak::Long);
    }
    if zxcvbn::zxcvbn(password, about).score() < WEAKEST {
        return Err(Weak::Guessable);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_common_and_personal_passwords_are_refused() {
        for (weak, why) in [
            ("short", Weak::Short),
            ("passwordpassword", Weak::Guessable),
            ("123456789012", Weak::Guessable),
            ("anastasia@example.org", Weak::Guessable),
            ("anastasia2026", Weak::Guessable),
            (&"x9Qm".repeat(300), Weak::Long),
        ] {
            let about = ["anastasia", "anastasia@example.org"];
            assert_eq!(weigh(weak, &about), Err(why), "{weak}");
        }
        assert_eq!(weigh("velvet harbour onion compass", &["ana"]), Ok(()));
    }
}
