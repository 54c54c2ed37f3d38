//! The one secret that stays outside the database: 32 random bytes in a file of their own.
//!
//! Whoever holds a copy of the database alone can neither sign tokens nor test passwords. Every
//! purpose gets its own key, derived by HMAC-SHA-256 over the name of the purpose.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::state::Chance;

/// Why the key file cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It cannot be read or made.
    #[error("the key file {} cannot be used", path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It holds something else. Without the right key every password and signing key is lost, so
    /// it is never replaced.
    #[error("the key file {} does not hold 64 hexadecimal digits", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// Others may read it.
    #[error("the key file {} can be read by others: make it 0600", path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
    },
}

/// The key, from which the keys for each purpose come. It prints as `MasterKey(hidden)`.
#[derive(Clone)]
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Reads the key from `path`, or makes one there, readable by its owner alone.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn open(path: &Path, chance: &Chance) -> Result<Self, Error> {
        let unusable = |source| Error::Unusable {
            path: path.to_owned(),
            source,
        };
        match File::open(path) {
            Ok(file) => read(path, file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match create(path, chance) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    read(path, File::open(path).map_err(unusable)?)
                }
                made => made.map_err(unusable),
            },
            Err(error) => Err(unusable(error)),
        }
    }

    /// The key for one purpose.
    #[must_use]
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(mac(&self.0, purpose.as_bytes()))
    }
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKey(hidden)")
    }
}

/// HMAC-SHA-256 of `message` under `key`.
pub(crate) fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    // The key padded to a block, which is what HMAC does with a shorter one.
    let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = Hmac::<Sha256>::new(&block);
    mac.update(message);
    mac.finalize().into_bytes().into()
}

fn read(path: &Path, mut file: File) -> Result<MasterKey, Error> {
    let unusable = |source| Error::Unusable {
        path: path.to_owned(),
        source,
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if file.metadata().map_err(unusable)?.permissions().mode() & 0o077 != 0 {
            return Err(Error::Exposed {
                path: path.to_owned(),
            });
        }
    }
    let mut text = Zeroizing::new(String::new());
    file.read_to_string(&mut text).map_err(unusable)?;
    let bytes = HEXLOWER
        .decode(text.trim().as_bytes())
        .ok()
        .map(Zeroizing::new);
    let key = bytes.and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok());
    key.map(|key| MasterKey(Zeroizing::new(key)))
        .ok_or_else(|| Error::Damaged {
            path: path.to_owned(),
        })
}

fn create(path: &Path, chance: &Chance) -> io::Result<MasterKey> {
    let mut key = Zeroizing::new([0; 32]);
    chance(&mut *key).map_err(|_| io::Error::other("the system has no randomness to give"))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(Zeroizing::new(HEXLOWER.encode(&*key)).as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()?;
    if let Some(directory) = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
    {
        File::open(directory)?.sync_all()?;
    }
    Ok(MasterKey(key))
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, sync::Arc};

    use super::*;

    fn chance(byte: u8) -> Chance {
        Arc::new(move |buffer| {
            buffer.fill(byte);
            Ok(())
        })
    }

    #[test]
    fn the_key_is_made_once_and_for_its_owner_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        let made = MasterKey::open(&path, &chance(1)).unwrap();
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
        let read = MasterKey::open(&path, &chance(2)).unwrap();
        assert_eq!(made.derive("a"), read.derive("a"));
        assert_ne!(made.derive("a"), made.derive("b"));
    }

    #[test]
    fn a_damaged_or_exposed_key_is_refused_and_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("key");
        MasterKey::open(&path, &chance(1)).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            MasterKey::open(&path, &chance(2)),
            Err(Error::Exposed { .. })
        ));

        let cut = directory.path().join("cut");
        fs::copy(&path, &cut).unwrap();
        fs::set_permissions(&cut, fs::Permissions::from_mode(0o600)).unwrap();
        fs::OpenOptions::new()
            .write(true)
            .open(&cut)
            .unwrap()
            .set_len(40)
            .unwrap();
        assert!(matches!(
            MasterKey::open(&cut, &chance(2)),
            Err(Error::Damaged { .. })
        ));
        assert_eq!(fs::metadata(&cut).unwrap().len(), 40);
    }

    #[test]
    fn rfc4231_case_2_with_the_key_padded() {
        let mut key = [0; 32];
        key[..4].copy_from_slice(b"Jefe");
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(
            HEXLOWER.encode(&mac(&key, b"what do ya want for nothing?")),
            expected
        );
    }
}
