//! The open part of the file. Every byte of it takes part in the body's seal.

use sha2::{Digest, Sha256};

use crate::codec::{Defect, Reader, Unknown, put_long, put_short};
use crate::keys::{NONCE, TAG};
use crate::slot::{Place, Slot};
use crate::{Cost, Error};

/// The first bytes of every vault. A transfer that mistakes the file for text damages them.
pub(crate) const MAGIC: [u8; 8] = *b"\x89VLT\r\n\x1a\n";
/// The format written here, and the newest one read.
pub(crate) const FORMAT: u16 = 1;
/// The body is padded to a multiple of this many bytes.
pub(crate) const PADDING: usize = 256;
/// Most bytes of a whole file.
pub(crate) const MOST_BYTES: u64 = 256 << 20;

const NFKC: u8 = 1;
/// Most slots of one vault.
pub(crate) const MOST_SLOTS: usize = 16;

/// What a vault tells without being unlocked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Info {
    /// Number of the file format.
    pub format: u16,
    /// Chosen by chance when the vault was made; stays for its life.
    pub vault_id: [u8; 16],
    /// Grows by one with every change of the password or loss of a slot.
    pub epoch: u32,
    /// Grows by one with every save.
    pub generation: u64,
    /// The ways to open the vault.
    pub slots: Vec<SlotInfo>,
    /// SHA-256 of the header, which tells two states of one generation apart.
    pub header_hash: [u8; 32],
}

/// One way to open the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlotInfo {
    /// Chosen by chance.
    pub id: [u8; 16],
    /// What opens it.
    pub kind: SlotKind,
    /// What one guess costs; `None` where no password is involved.
    pub cost: Option<Cost>,
}

/// What opens a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlotKind {
    /// A password.
    Password,
    /// A recovery key of 256 bits.
    RecoveryKey,
    /// A key in the system's keychain.
    Keychain,
    /// Something that a newer version knows.
    Other(u8),
}

/// Holds nothing secret.
#[derive(Clone)]
pub(crate) struct Header {
    pub(crate) vault_id: [u8; 16],
    pub(crate) epoch: u32,
    pub(crate) generation: u64,
    pub(crate) slots: Vec<Slot>,
    pub(crate) extensions: Vec<Unknown>,
    pub(crate) nonce: [u8; NONCE],
    pub(crate) body_length: u64,
}

impl Header {
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(512);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT.to_be_bytes());
        let length_at = out.len();
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&self.vault_id);
        out.extend_from_slice(&self.epoch.to_be_bytes());
        out.extend_from_slice(&self.generation.to_be_bytes());
        out.push(NFKC);
        out.extend_from_slice(&(self.slots.len() as u16).to_be_bytes());
        for slot in &self.slots {
            put_short(&mut out, &slot.encode());
        }
        let mut extensions = Vec::new();
        self.extensions
            .iter()
            .for_each(|extension| extension.write(&mut extensions));
        put_long(&mut out, &extensions);
        out.extend_from_slice(&self.nonce);
        out.extend_from_slice(&self.body_length.to_be_bytes());

        let length = (out.len() as u32).to_be_bytes();
        if let Some(place) = out.get_mut(length_at..length_at + length.len()) {
            place.copy_from_slice(&length);
        }
        out
    }

    /// Reads the header of a whole file; gives it back with its length. The file must end where the
    /// body does.
    pub(crate) fn decode(file: &[u8]) -> Result<(Self, usize), Defect> {
        let mut start = Reader::new(file);
        if start.bytes(MAGIC.len()).ok() != Some(&MAGIC[..]) {
            // A few bytes that begin like a vault are what is left of one.
            let cut = !file.is_empty() && MAGIC.starts_with(file);
            return Err(if cut {
                Defect::Damaged
            } else {
                Defect::Foreign
            });
        }
        match start.u16()? {
            FORMAT => {}
            0 => return Err(Defect::Damaged),
            newer => return Err(Defect::NewerFormat(newer)),
        }
        let length = usize::try_from(start.u32()?).map_err(|_| Defect::Damaged)?;
        let before = file.len() - start.rest().len();
        let mut reader = Reader::new(file.get(before..length).ok_or(Defect::Damaged)?);
        let header = Self::decode_fields(&mut reader)?;
        reader.end()?;

        let plain = header
            .body_length
            .checked_sub(TAG as u64)
            .ok_or(Defect::Damaged)?;
        let whole = header.body_length.checked_add(length as u64);
        if whole != Some(file.len() as u64) || plain == 0 || plain % PADDING as u64 != 0 {
            return Err(Defect::Damaged);
        }
        Ok((header, length))
    }

    fn decode_fields(reader: &mut Reader<'_>) -> Result<Self, Defect> {
        let (vault_id, epoch, generation) = (reader.array()?, reader.u32()?, reader.u64()?);
        if reader.u8()? != NFKC {
            return Err(Defect::Damaged);
        }
        let count = usize::from(reader.u16()?);
        if count > MOST_SLOTS {
            return Err(Defect::Damaged);
        }
        let slots = (0..count)
            .map(|_| Slot::decode(reader.short()?))
            .collect::<Result<_, _>>()?;
        let mut records = Reader::new(reader.long()?);
        let mut extensions = Vec::new();
        while !records.is_empty() {
            let (tag, value) = records.record()?;
            extensions.push(Unknown::keep(tag, value)?);
        }
        let (nonce, body_length) = (reader.array()?, reader.u64()?);
        Ok(Self {
            vault_id,
            epoch,
            generation,
            slots,
            extensions,
            nonce,
            body_length,
        })
    }

    /// What the slots are bound to.
    pub(crate) fn place(&self) -> Place {
        Place {
            vault_id: self.vault_id,
            epoch: self.epoch,
        }
    }

    /// Whether this can be a later state than `earlier` under the same key. While an epoch lasts
    /// slots are added and never dropped, so all of its slots are here. The number of the epoch alone
    /// does not tell: a copy that was put back and sealed anew gets the same number once more.
    pub(crate) fn continues(&self, earlier: &Self) -> bool {
        let has = |id: [u8; 16]| self.slots.iter().any(|slot| slot.id() == id);
        self.place() == earlier.place() && earlier.slots.iter().all(|slot| has(slot.id()))
    }

    /// Puts a slot in, as long as there is room.
    pub(crate) fn add_slot(&mut self, slot: Slot) -> Result<(), Error> {
        if self.slots.len() >= MOST_SLOTS {
            return Err(Error::TooManySlots { most: MOST_SLOTS });
        }
        self.slots.push(slot);
        Ok(())
    }

    pub(crate) fn info(&self) -> Info {
        Info {
            format: FORMAT,
            vault_id: self.vault_id,
            epoch: self.epoch,
            generation: self.generation,
            slots: self.slots.iter().map(Slot::info).collect(),
            header_hash: Sha256::digest(self.encode()).into(),
        }
    }
}
