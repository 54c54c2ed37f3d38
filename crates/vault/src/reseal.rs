//! Saves that change more than the contents: slots, epochs, and which state counts as the newest.

use std::path::Path;

use rand_core::CryptoRng;
use zeroize::Zeroizing;

use crate::credential::{Credential, NewSlot, Opener};
use crate::file::{self, Lock, Replace};
use crate::header::Header;
use crate::keys::{Key, same};
use crate::locked::{find_key, open_body, read_header};
use crate::slot::Slot;
use crate::unlocked::{Sealed, Unlocked, Writing, seal};
use crate::{Contents, Error, Merged, body};

impl Unlocked {
    /// Whether the credential opens a slot the vault has now, for steps that ask again. With a
    /// password it takes as long as unlocking.
    ///
    /// # Errors
    ///
    /// [`Error::CostRefused`] and [`Error::OutOfMemory`]; [`Error::Damaged`] when a slot accepts the
    /// credential and holds another key.
    pub fn accepts(&self, credential: &Credential) -> Result<bool, Error> {
        match find_key(&self.path, &self.header, credential.into()) {
            Ok(key) => self
                .demand(&self.path, same(key.bytes(), self.key.bytes()))
                .map(|()| true),
            Err(Error::WrongCredential { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Whether `other` is this vault under the same keys: what opened the one opens the other. For
    /// steps that ask again and must not hold up those who work on this one meanwhile.
    #[must_use]
    pub fn shares_keys_with(&self, other: &Self) -> bool {
        self.header.place() == other.header.place() && same(self.key.bytes(), other.key.bytes())
    }

    /// Adds a way to open the vault, in one save. Epoch and key stay. The id of the slot comes back.
    ///
    /// # Errors
    ///
    /// [`Error::WeakPassword`], [`Error::CostRefused`], [`Error::TooManySlots`], and those of
    /// [`Unlocked::update`]. Memory and file are as before.
    pub fn add_slot(
        &mut self,
        slot: NewSlot<'_>,
        chance: &mut dyn CryptoRng,
    ) -> Result<[u8; 16], Error> {
        slot.check()?;
        let _lock = self.begin()?;
        let (mut header, contents) = self.current()?;
        let made = Slot::make(header.place(), &slot, &self.key, chance)?;
        let id = made.id();
        header.add_slot(made)?;
        self.save(header.next_generation(), contents, chance)?;
        Ok(id)
    }

    /// Seals the vault anew with exactly these slots: a new epoch in one save, with a new vault key
    /// and new salts. Whoever held the old key or an old slot is left outside. A change of the
    /// password and the loss of a slot both go this way; slots of a newer kind are lost as well,
    /// since nobody here can wrap a key for them. Every new slot is tried on the new file before it
    /// takes the place of the old one.
    ///
    /// # Errors
    ///
    /// [`Error::NoPasswordSlot`] when the first slot is none; [`Error::WeakPassword`];
    /// [`Error::CostRefused`]; [`Error::TooManySlots`]; and those of [`Unlocked::update`]. Memory and
    /// file are as before.
    pub fn reseal(
        &mut self,
        slots: &[NewSlot<'_>],
        chance: &mut dyn CryptoRng,
    ) -> Result<(), Error> {
        NewSlot::check_all(slots)?;
        let _lock = self.begin()?;
        let (mut header, contents) = self.current()?;
        let key = Key::generate(chance);
        header.epoch = header.epoch.saturating_add(1);
        header.slots.clear();
        for new in slots {
            header.add_slot(Slot::make(header.place(), new, &key, chance)?)?;
        }
        let sealed = seal(header.next_generation(), &key, &contents, chance)?;
        let plain = body::encode(&contents);
        let saved = file::write(&self.path, &sealed.bytes, Replace::Always, |path| {
            slots
                .iter()
                .try_for_each(|slot| self.try_on(path, slot.opener(), &plain))
        })?;
        self.key = key;
        self.adopt(sealed, contents);
        self.trouble = saved.trouble(&self.path);
        Ok(())
    }

    /// Goes on with an older or diverged copy that a person chose: saves it under this generation,
    /// which should be above any that was seen, and takes changes again. The generation grows by at
    /// least one.
    ///
    /// # Errors
    ///
    /// Those of [`Unlocked::update`]; [`Error::ReadOnly`] only when the file cannot be written.
    pub fn continue_from(
        &mut self,
        generation: u64,
        chance: &mut dyn CryptoRng,
    ) -> Result<(), Error> {
        let before = self.writing;
        if before == Writing::HeldBack {
            self.writing = Writing::Allowed;
        }
        let continued = self.continue_at(generation, chance);
        if continued.is_err() {
            self.writing = before;
        }
        continued
    }

    fn continue_at(&mut self, generation: u64, chance: &mut dyn CryptoRng) -> Result<(), Error> {
        let _lock = self.begin()?;
        let (header, contents) = self.current()?;
        self.save(header.at_generation(generation), contents, chance)
    }

    /// Puts the state of this vault, a backup, in the place of `to` under this generation, which
    /// should be above any that was seen; it grows by at least one, and beyond that of a file at
    /// `to`. What stood at `to` is replaced, so it should have been copied before. The new file is
    /// opened with the key in hand before it takes the place. This vault's own file stays.
    ///
    /// # Errors
    ///
    /// [`Error::NotThisVault`] when a whole vault with another id is at `to`;
    /// [`Error::NewerFormat`], [`Error::Symlink`], [`Error::Busy`], [`Error::ReadOnly`] and what else
    /// the file system answers. What is at `to` is as before. Whether the system vouches for the new
    /// file, [`Unlocked::take_trouble`] of what comes back tells.
    pub fn restore(
        &self,
        to: &Path,
        generation: u64,
        chance: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        file::make_directory(file::directory_of(to))?;
        let _lock = Lock::take(to)?;
        let there = match crate::open(to) {
            Ok(there) if there.info().vault_id != self.header.vault_id => {
                let path = to.to_owned();
                return Err(Error::NotThisVault { path });
            }
            Ok(there) => there.info().generation,
            Err(Error::Missing { .. } | Error::Damaged { .. } | Error::NotAVault { .. }) => 0,
            Err(error) => return Err(error),
        };
        let mut header = self.header.clone();
        header.generation = header.generation.max(there);
        let contents = self.duplicate_contents()?;
        let plain = body::encode(&contents);
        let sealed = seal(
            header.at_generation(generation),
            &self.key,
            &contents,
            chance,
        )?;
        let saved = file::write(to, &sealed.bytes, Replace::Always, |path| {
            self.opens(path, &self.key, &plain)
        })?;
        let Sealed { header, head, .. } = sealed;
        let mut restored = Self::new(to.to_owned(), header, head, self.key.copy(), contents);
        restored.trouble = saved.trouble(to);
        Ok(restored)
    }

    /// Brings the entries of a diverged copy of this vault in here, in one save whose generation is
    /// above that of both. The other file stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::NotThisVault`] when the ids of the vaults differ, and those of [`Unlocked::update`].
    pub fn merge(&mut self, other: &Self, chance: &mut dyn CryptoRng) -> Result<Merged, Error> {
        if other.header.vault_id != self.header.vault_id {
            let path = other.path.clone();
            return Err(Error::NotThisVault { path });
        }
        let _lock = self.begin()?;
        let (mut header, mut contents) = self.current()?;
        let merged = contents.merge(other.duplicate_contents()?);
        header.generation = header.generation.max(other.header.generation);
        self.save(header.next_generation(), contents, chance)?;
        Ok(merged)
    }

    /// Whether a file opens with this credential and holds just this.
    fn try_on(&self, path: &Path, opener: Opener<'_>, plain: &[u8]) -> Result<(), Error> {
        let bytes = file::read(path)?;
        let (header, _) = read_header(path, &bytes)?;
        let key = find_key(path, &header, opener)?;
        self.opens(path, &key, plain)
    }

    fn opens(&self, path: &Path, key: &Key, plain: &[u8]) -> Result<(), Error> {
        let mut bytes: Zeroizing<Vec<u8>> = file::read(path)?;
        let (header, length) = read_header(path, &bytes)?;
        let contents: Contents = open_body(path, &header, length, key, &mut bytes)?;
        self.demand(path, body::encode(&contents).as_slice() == plain)
    }

    fn demand(&self, path: &Path, holds: bool) -> Result<(), Error> {
        if holds {
            Ok(())
        } else {
            Err(Error::Damaged {
                path: path.to_owned(),
            })
        }
    }
}

impl Header {
    /// This generation, or the next one when that is later.
    fn at_generation(mut self, generation: u64) -> Self {
        self.generation = self.generation.saturating_add(1).max(generation);
        self
    }
}
