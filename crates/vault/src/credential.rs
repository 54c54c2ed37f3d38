//! What opens a vault, and what a new slot is made of.

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::keys::Key;
use crate::keytext::{self, Groups, Purpose};
use crate::{Cost, Error, Password};

/// What a person or the system brings to open a vault. Only slots of its kind are tried.
pub enum Credential {
    /// What a person types.
    Password(Password),
    /// What a person keeps on paper.
    RecoveryKey(RecoveryKey),
    /// What the system's keychain keeps.
    KeychainKey(KeychainKey),
}

impl From<Password> for Credential {
    fn from(password: Password) -> Self {
        Self::Password(password)
    }
}

impl From<RecoveryKey> for Credential {
    fn from(key: RecoveryKey) -> Self {
        Self::RecoveryKey(key)
    }
}

impl From<KeychainKey> for Credential {
    fn from(key: KeychainKey) -> Self {
        Self::KeychainKey(key)
    }
}

/// A key of 256 bits for the day the password is forgotten, made to be printed and typed. It prints
/// as nothing and is wiped on drop.
pub struct RecoveryKey(pub(crate) Key);

impl RecoveryKey {
    /// A new key.
    #[must_use]
    pub fn generate(chance: &mut dyn CryptoRng) -> Self {
        Self(Key::generate(chance))
    }

    /// Reads what a person typed or scanned. Case, spaces and dashes do not matter, `O` counts as
    /// `0`, `I` and `L` as `1`.
    ///
    /// # Errors
    ///
    /// [`Error::BadRecoveryKey`] when it is no such key, or one with a typing error.
    pub fn parse(text: &str) -> Result<Self, Error> {
        keytext::decode(Purpose::Recovery, text)
            .map(Self)
            .ok_or(Error::BadRecoveryKey)
    }

    /// The fourteen groups of four characters that are printed.
    #[must_use]
    pub fn groups(&self) -> Groups {
        keytext::groups(&self.to_text())
    }

    /// The groups joined by dashes, in one line.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        keytext::encode(Purpose::Recovery, &self.0, true)
    }
}

/// A key of 256 bits that the system's keychain keeps, so that the vault opens without a password.
/// It prints as nothing and is wiped on drop.
pub struct KeychainKey(pub(crate) Key);

impl KeychainKey {
    /// A new key.
    #[must_use]
    pub fn generate(chance: &mut dyn CryptoRng) -> Self {
        Self(Key::generate(chance))
    }

    /// One line of ASCII for the keychain.
    #[must_use]
    pub fn to_line(&self) -> Zeroizing<String> {
        keytext::encode(Purpose::Keychain, &self.0, false)
    }

    /// Reads [`KeychainKey::to_line`] back.
    ///
    /// # Errors
    ///
    /// [`Error::BadKeychainKey`] when the line is something else.
    pub fn from_line(line: &str) -> Result<Self, Error> {
        keytext::decode(Purpose::Keychain, line)
            .map(Self)
            .ok_or(Error::BadKeychainKey)
    }
}

/// A way to open the vault that is about to be made.
#[derive(Clone, Copy)]
pub enum NewSlot<'a> {
    /// For a password, at the cost of one guess.
    Password {
        /// The password. It must be good enough.
        password: &'a Password,
        /// What one guess costs.
        cost: Cost,
    },
    /// For a recovery key.
    RecoveryKey(&'a RecoveryKey),
    /// For a key in the keychain.
    KeychainKey(&'a KeychainKey),
}

impl NewSlot<'_> {
    /// Refuses what no slot may be made of, before anything costly happens.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Password { password, cost } => {
                password.demand_strength()?;
                cost.check()
            }
            Self::RecoveryKey(_) | Self::KeychainKey(_) => Ok(()),
        }
    }

    /// Refuses a set of slots that would leave a person without a password.
    pub(crate) fn check_all(slots: &[Self]) -> Result<(), Error> {
        if !matches!(slots.first(), Some(NewSlot::Password { .. })) {
            return Err(Error::NoPasswordSlot);
        }
        slots.iter().try_for_each(Self::check)
    }

    pub(crate) fn opener(&self) -> Opener<'_> {
        match self {
            Self::Password { password, .. } => Opener::Password(password),
            Self::RecoveryKey(key) => Opener::RecoveryKey(key),
            Self::KeychainKey(key) => Opener::KeychainKey(key),
        }
    }
}

/// A credential that is only looked at.
#[derive(Clone, Copy)]
pub(crate) enum Opener<'a> {
    Password(&'a Password),
    RecoveryKey(&'a RecoveryKey),
    KeychainKey(&'a KeychainKey),
}

impl<'a> From<&'a Credential> for Opener<'a> {
    fn from(credential: &'a Credential) -> Self {
        match credential {
            Credential::Password(password) => Self::Password(password),
            Credential::RecoveryKey(key) => Self::RecoveryKey(key),
            Credential::KeychainKey(key) => Self::KeychainKey(key),
        }
    }
}
