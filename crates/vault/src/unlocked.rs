//! A vault whose contents are in memory, and the one road by which they change.

use std::path::{Path, PathBuf};

use rand_core::CryptoRng;

use crate::file::{self, Lock, Replace};
use crate::header::Header;
use crate::keys::{Key, NONCE, TAG};
use crate::locked::{Locked, open_body, read_header};
use crate::{Contents, Error, Info, body};

/// An open vault. Dropping it wipes key and seeds from memory. It does not remember what opened it.
pub struct Unlocked {
    pub(crate) path: PathBuf,
    /// The bytes of the header as they stand in the file.
    pub(crate) head: Vec<u8>,
    pub(crate) header: Header,
    pub(crate) key: Key,
    pub(crate) contents: Contents,
    pub(crate) writing: Writing,
    pub(crate) trouble: Option<Error>,
}

/// Whether changes are taken.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    Allowed,
    /// Held back until a person decides.
    HeldBack,
    /// The file or its directory cannot be written.
    Impossible,
}

impl Unlocked {
    pub(crate) fn new(
        path: PathBuf,
        header: Header,
        head: Vec<u8>,
        key: Key,
        contents: Contents,
    ) -> Self {
        let writing = if file::is_writable(&path) {
            Writing::Allowed
        } else {
            Writing::Impossible
        };
        Self {
            path,
            head,
            header,
            key,
            contents,
            writing,
            trouble: None,
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

    /// Whether changes are refused: because [`Unlocked::make_read_only`] was called, or because the
    /// file or its directory could not be written when the vault was unlocked.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.writing != Writing::Allowed
    }

    /// Refuses changes from now on with [`Error::ReadOnly`], until [`Unlocked::continue_from`].
    pub fn make_read_only(&mut self) {
        if self.writing == Writing::Allowed {
            self.writing = Writing::HeldBack;
        }
    }

    /// Why the system does not vouch for the newest save, [`Error::Unconfirmed`]: it is in the file and
    /// in memory, and a loss of power could still undo it. Told once, and never of a save that a later
    /// one made sure.
    pub fn take_trouble(&mut self) -> Option<Error> {
        self.trouble.take()
    }

    /// Changes the contents and saves them, under the vault's lock. What another process saved in
    /// the meantime is read first, so nobody's change is lost. When anything fails, memory and file
    /// are as before. What was saved and is not vouched for is no failure, since it must not cost what
    /// `change` returns: [`Unlocked::take_trouble`] tells it.
    ///
    /// # Errors
    ///
    /// Those of `change`; [`Error::ReadOnly`]; [`Error::Busy`] when another process saves for longer
    /// than ten seconds; [`Error::ChangedElsewhere`], [`Error::OlderCopy`] and
    /// [`Error::DivergedCopy`] when the file is no successor of what was unlocked;
    /// [`Error::DiskFull`] and what else the file system answers.
    pub fn update<T>(
        &mut self,
        chance: &mut dyn CryptoRng,
        change: impl FnOnce(&mut Contents) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let _lock = self.begin()?;
        let (header, mut contents) = self.current()?;
        let result = change(&mut contents)?;
        self.save(header.next_generation(), contents, chance)?;
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

    /// Forgets key and entries.
    #[must_use]
    pub fn lock(self) -> Locked {
        Locked::new(self.path, self.header)
    }

    /// The lock of a vault that may be changed.
    pub(crate) fn begin(&self) -> Result<Lock, Error> {
        if self.is_read_only() {
            return Err(Error::ReadOnly {
                path: self.path.clone(),
            });
        }
        Lock::take(&self.path)
    }

    /// The state a change starts from: that of the file, which may be newer than ours. The caller
    /// holds the lock.
    pub(crate) fn current(&self) -> Result<(Header, Contents), Error> {
        Ok(match self.read_newer()? {
            Some(newer) => (newer.header, newer.contents),
            None => (self.header.clone(), self.duplicate_contents()?),
        })
    }

    /// Seals and writes, and only then changes what is in memory. The caller holds the lock.
    pub(crate) fn save(
        &mut self,
        header: Header,
        contents: Contents,
        chance: &mut dyn CryptoRng,
    ) -> Result<(), Error> {
        let sealed = seal(header, &self.key, &contents, chance)?;
        let saved = file::write(&self.path, &sealed.bytes, Replace::Always, |_| Ok(()))?;
        self.adopt(sealed, contents);
        self.trouble = saved.trouble(&self.path);
        Ok(())
    }

    /// Memory follows what is in the file now.
    pub(crate) fn adopt(&mut self, sealed: Sealed, contents: Contents) {
        self.head = sealed.head;
        self.header = sealed.header;
        self.contents = contents;
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
        if !header.continues(&self.header) {
            return Err(Error::ChangedElsewhere { path });
        }
        let contents = open_body(&self.path, &header, length, &self.key, &mut bytes)?;
        Ok(Some(Newer {
            header,
            head,
            contents,
        }))
    }

    /// A working copy by way of the bytes, so that nothing an entry holds can be forgotten.
    pub(crate) fn duplicate_contents(&self) -> Result<Contents, Error> {
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
    pub(crate) fn next_generation(mut self) -> Self {
        self.generation = self.generation.saturating_add(1);
        self
    }
}
