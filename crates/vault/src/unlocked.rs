//! A vault whose contents are in memory, and the one road by which they change.

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;

use crate::file::{self, Lock, Replace};
use crate::header::Header;
use crate::keys::{Key, NONCE, TAG};
use crate::locked::{Locked, find_key, open_body, read_header};
use crate::slot::Slot;
use crate::{Contents, Cost, Error, Info, Password, body};

/// An open vault. Dropping it wipes key and seeds from memory.
pub struct Unlocked {
    path: PathBuf,
    /// The bytes of the header as they stand in the file.
    head: Vec<u8>,
    header: Header,
    key: Key,
    contents: Contents,
}

impl Unlocked {
    pub(crate) fn new(
        path: PathBuf,
        header: Header,
        head: Vec<u8>,
        key: Key,
        contents: Contents,
    ) -> Self {
        Self {
            path,
            head,
            header,
            key,
            contents,
        }
    }

    /// The entries, as of the last unlock, update or refresh.
    #[must_use]
    pub fn contents(&self) -> &Contents {
        &self.contents
    }

    /// What the vault tells about itself.
    #[must_use]
    pub fn info(&self) -> Info {
        self.header.info()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Changes the contents and saves them, under the vault's lock. What another process saved in
    /// the meantime is read first, so nobody's change is lost. When anything fails, memory and file
    /// are as before.
    ///
    /// # Errors
    ///
    /// Those of `change`; [`Error::ChangedElsewhere`], [`Error::OlderCopy`] and
    /// [`Error::DivergedCopy`] when the file is no successor of what was unlocked;
    /// [`Error::DiskFull`] and what else the file system answers.
    pub fn update<T>(
        &mut self,
        chance: &mut dyn CryptoRng,
        change: impl FnOnce(&mut Contents) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _lock = Lock::take(&self.path)?;
        let newer = self.read_newer()?;
        let (header, mut contents) = match newer {
            Some(newer) => (newer.header, newer.contents),
            None => (self.header.clone(), self.duplicate_contents()?),
        };
        let result = change(&mut contents)?;
        self.save(header.next_generation(), None, contents, chance, |_| Ok(()))?;
        Ok(result)
    }

    /// Reads the file again when another process has saved, and says whether it had.
    ///
    /// # Errors
    ///
    /// As [`Unlocked::update`], without those of a change.
    pub fn refresh(&mut self) -> Result<bool, Error> {
        let Some(newer) = self.read_newer()? else {
            return Ok(false);
        };
        self.head = newer.head;
        self.header = newer.header;
        self.contents = newer.contents;
        Ok(true)
    }

    /// Seals the vault anew under another password. This makes a new epoch in one save: a new vault
    /// key, new salts, new slots; whoever held the old key or an old slot is left outside. All other
    /// slots are dropped with the key they wrapped. The new file is unlocked with the new password
    /// and compared before it takes the place of the old one.
    ///
    /// # Errors
    ///
    /// [`Error::WrongCredential`] when `current` opens no slot; [`Error::WeakPassword`];
    /// [`Error::CostRefused`]; and those of [`Unlocked::update`]. Memory and file are as before.
    pub fn change_password(
        &mut self,
        current: &Password,
        replacement: &Password,
        cost: Cost,
        chance: &mut dyn CryptoRng,
    ) -> Result<(), Error> {
        replacement.demand_strength()?;
        cost.check()?;
        let _lock = Lock::take(&self.path)?;
        let newer = self.read_newer()?;
        let (mut header, contents) = match newer {
            Some(newer) => (newer.header, newer.contents),
            None => (self.header.clone(), self.duplicate_contents()?),
        };
        find_key(&self.path, &header, current)?;

        let key = Key::generate(chance);
        header.epoch = header.epoch.saturating_add(1);
        let place = header.place();
        header.slots = vec![Slot::for_password(place, replacement, cost, &key, chance)?];
        let plain = body::encode(&contents);
        self.save(
            header.next_generation(),
            Some(key),
            contents,
            chance,
            |path| {
                let reopened = crate::open(path)?.unlock(replacement)?;
                let same = body::encode(&reopened.contents) == plain;
                if same {
                    Ok(())
                } else {
                    Err(Error::Damaged {
                        path: path.to_owned(),
                    })
                }
            },
        )
    }

    /// Forgets key and entries.
    #[must_use]
    pub fn lock(self) -> Locked {
        Locked::new(self.path, self.header)
    }

    /// Seals and writes, and only then changes what is in memory. The caller holds the lock.
    fn save(
        &mut self,
        header: Header,
        key: Option<Key>,
        contents: Contents,
        chance: &mut dyn CryptoRng,
        agrees: impl FnOnce(&Path) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let sealed = seal(header, key.as_ref().unwrap_or(&self.key), &contents, chance)?;
        file::write(&self.path, &sealed.bytes, Replace::Always, agrees)?;
        self.head = sealed.head;
        self.header = sealed.header;
        self.contents = contents;
        if let Some(key) = key {
            self.key = key;
        }
        Ok(())
    }

    /// The state in the file when it is a later one than ours.
    fn read_newer(&self) -> Result<Option<Newer>, Error> {
        let mut bytes = file::read(&self.path)?;
        let (header, length) = read_header(&self.path, &bytes)?;
        let head = bytes.get(..length).unwrap_or_default().to_vec();
        if head == self.head {
            return Ok(None);
        }
        let path = self.path.clone();
        if header.place() != self.header.place() {
            return Err(Error::ChangedElsewhere { path });
        }
        let (held, found) = (self.header.generation, header.generation);
        match found.cmp(&held) {
            std::cmp::Ordering::Less => return Err(Error::OlderCopy { path, held, found }),
            std::cmp::Ordering::Equal => {
                return Err(Error::DivergedCopy {
                    path,
                    generation: found,
                });
            }
            std::cmp::Ordering::Greater => {}
        }
        let contents = open_body(&self.path, &header, length, &self.key, &mut bytes)?;
        Ok(Some(Newer {
            header,
            head,
            contents,
        }))
    }

    /// A working copy by way of the bytes, so that nothing an entry holds can be forgotten.
    fn duplicate_contents(&self) -> Result<Contents, Error> {
        body::decode(&body::encode(&self.contents)).map_err(|_| Error::Damaged {
            path: self.path.clone(),
        })
    }
}

impl std::fmt::Debug for Unlocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unlocked")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

struct Newer {
    header: Header,
    head: Vec<u8>,
    contents: Contents,
}

/// A vault ready to be written.
pub(crate) struct Sealed {
    pub(crate) header: Header,
    pub(crate) head: Vec<u8>,
    pub(crate) bytes: Vec<u8>,
}

/// Seals the contents under a nonce that was never used.
pub(crate) fn seal(
    mut header: Header,
    key: &Key,
    contents: &Contents,
    chance: &mut dyn CryptoRng,
) -> Result<Sealed, Error> {
    let mut body = body::encode(contents);
    let mut nonce = [0; NONCE];
    chance.fill_bytes(&mut nonce);
    header.nonce = nonce;
    header.body_length = (body.len() + TAG) as u64;
    let head = header.encode();
    let sealed = key
        .body_key(&header.vault_id)
        .seal(&header.nonce, &head, &mut body);
    sealed.ok_or(Error::TooLarge {
        bytes: header.body_length,
    })?;

    let mut bytes = Vec::with_capacity(head.len() + body.len());
    bytes.extend_from_slice(&head);
    bytes.extend_from_slice(&body);
    Ok(Sealed {
        header,
        head,
        bytes,
    })
}

impl Header {
    fn next_generation(mut self) -> Self {
        self.generation = self.generation.saturating_add(1);
        self
    }
}
