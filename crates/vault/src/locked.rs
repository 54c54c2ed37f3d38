//! A vault whose contents nobody can read yet.

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::codec::Defect;
use crate::credential::{Credential, NewSlot, Opener};
use crate::file::{self, Lock, Replace};
use crate::header::{FORMAT, Header};
use crate::keys::{Key, NONCE};
use crate::slot::Slot;
use crate::unlocked::{Sealed, Unlocked, seal};
use crate::{Contents, Error, Info, body};

/// Makes a new, empty vault with these slots, and the directory it is in when that is missing.
///
/// # Errors
///
/// [`Error::Exists`] when there is a file, [`Error::NoPasswordSlot`] when the first slot is none,
/// [`Error::WeakPassword`], [`Error::CostRefused`], [`Error::TooManySlots`], and what the file system
/// answers. After any of them there is no vault.
pub fn create(
    path: &Path,
    slots: &[NewSlot<'_>],
    chance: &mut dyn CryptoRng,
) -> Result<Unlocked, Error> {
    NewSlot::check_all(slots)?;
    file::make_directory(file::directory_of(path))?;
    let _lock = Lock::take(path)?;
    if path.symlink_metadata().is_ok() {
        return Err(Error::Exists {
            path: path.to_owned(),
        });
    }
    let mut vault_id = [0; 16];
    chance.fill_bytes(&mut vault_id);
    let key = Key::generate(chance);
    let mut header = Header {
        vault_id,
        epoch: 1,
        generation: 1,
        slots: Vec::new(),
        extensions: Vec::new(),
        nonce: [0; NONCE],
        body_length: 0,
    };
    for new in slots {
        header.add_slot(Slot::make(header.place(), new, &key, chance)?)?;
    }
    let contents = Contents::default();
    let Sealed {
        header,
        head,
        bytes,
    } = seal(header, &key, &contents, chance)?;
    file::write(path, &bytes, Replace::Never, |_| Ok(()))?.confirmed(path)?;
    Ok(Unlocked::new(path.to_owned(), header, head, key, contents))
}

/// Reads the open part of a vault and checks that the file is whole as far as that tells.
///
/// # Errors
///
/// [`Error::Missing`], [`Error::NotAVault`], [`Error::NewerFormat`], [`Error::Damaged`],
/// [`Error::Symlink`], and what the file system answers. The file is not changed, except that modes
/// of a vault wider than 0600 are corrected.
pub fn open(path: &Path) -> Result<Locked, Error> {
    let (header, _) = read_header(path, &file::read(path)?)?;
    Ok(Locked {
        path: path.to_owned(),
        header,
    })
}

/// A vault whose contents nobody can read yet.
pub struct Locked {
    path: PathBuf,
    header: Header,
}

impl Locked {
    pub(crate) fn new(path: PathBuf, header: Header) -> Self {
        Self { path, header }
    }

    /// What the vault tells without being unlocked, as it was when it was opened.
    #[must_use]
    pub fn info(&self) -> Info {
        self.header.info()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Opens the vault as it is now, which may be newer than what [`Locked::info`] tells. With a
    /// password it takes as long as the cost in the slot says, else no time.
    ///
    /// # Errors
    ///
    /// [`Error::WrongCredential`] when no slot accepts the credential; [`Error::Damaged`] when one
    /// does and the rest does not fit; [`Error::CostRefused`] before memory is taken; and those of
    /// [`open`].
    pub fn unlock(&self, credential: &Credential) -> Result<Unlocked, Error> {
        let mut bytes = file::read(&self.path)?;
        let (header, length) = read_header(&self.path, &bytes)?;
        let key = find_key(&self.path, &header, credential.into())?;
        let contents = open_body(&self.path, &header, length, &key, &mut bytes)?;
        let head = bytes.get(..length).unwrap_or_default().to_vec();
        Ok(Unlocked::new(
            self.path.clone(),
            header,
            head,
            key,
            contents,
        ))
    }
}

impl std::fmt::Debug for Locked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Locked")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

pub(crate) fn read_header(path: &Path, bytes: &[u8]) -> Result<(Header, usize), Error> {
    Header::decode(bytes).map_err(|defect| name(defect, path))
}

/// Tries the credential on every slot of its kind.
pub(crate) fn find_key(path: &Path, header: &Header, opener: Opener<'_>) -> Result<Key, Error> {
    let mut refused = None;
    let mut slots = 0;
    for slot in &header.slots {
        let Some(slot_key) = slot.key_of(opener) else {
            continue;
        };
        slots += 1;
        match slot_key {
            Ok(slot_key) if slot.accepts(header.place(), &slot_key) => {
                return unwrap_key(path, header, slot, &slot_key);
            }
            Ok(_) => {}
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or(Error::WrongCredential { slots }))
}

/// The vault key behind a slot that accepted its key.
pub(crate) fn unwrap_key(
    path: &Path,
    header: &Header,
    slot: &Slot,
    slot_key: &Key,
) -> Result<Key, Error> {
    let key = slot.unwrap_key(header.place(), slot_key);
    key.ok_or_else(|| Error::Damaged {
        path: path.to_owned(),
    })
}

/// Opens the body in place and reads it. What lies in `bytes` behind `length` is plain afterwards.
pub(crate) fn open_body(
    path: &Path,
    header: &Header,
    length: usize,
    key: &Key,
    bytes: &mut Zeroizing<Vec<u8>>,
) -> Result<Contents, Error> {
    let damaged = || Error::Damaged {
        path: path.to_owned(),
    };
    let (head, sealed) = bytes.split_at_mut_checked(length).ok_or_else(damaged)?;
    let body_key = key.body_key(&header.vault_id);
    let plain = body_key
        .open(&header.nonce, head, sealed)
        .ok_or_else(damaged)?;
    body::decode(plain).map_err(|defect| name(defect, path))
}

fn name(defect: Defect, path: &Path) -> Error {
    let path = path.to_owned();
    match defect {
        Defect::Foreign => Error::NotAVault { path },
        Defect::NewerFormat(found) => Error::NewerFormat {
            path,
            found,
            supported: FORMAT,
        },
        Defect::NewerRecord(tag) => Error::NewerContents { path, tag },
        Defect::Damaged => Error::Damaged { path },
    }
}
