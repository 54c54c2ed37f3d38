//! The PIN that mOTP and Yandex codes need besides the seed.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;

/// A PIN that takes part in every code. It prints as `Pin(hidden)` and is wiped on drop.
pub struct Pin(Zeroizing<String>);

impl Pin {
    /// A PIN of 1 to 64 printable characters.
    ///
    /// # Errors
    ///
    /// [`Error::PinRefused`] otherwise.
    pub fn new(text: Zeroizing<String>) -> Result<Self, Error> {
        let length = text.chars().count();
        if length == 0 || length > 64 || text.chars().any(char::is_control) {
            return Err(Error::PinRefused);
        }
        Ok(Self(text))
    }

    /// The text. Whoever calls this answers for what happens to it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether both are the same PIN, in a time that does not depend on where they differ.
    #[must_use]
    pub fn same_as(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin(hidden)")
    }
}
