//! One way to open the vault: a credential on one side, the wrapped vault key on the other.

use rand_core::CryptoRng;

use crate::codec::{Defect, Reader, put_short};
use crate::credential::{NewSlot, Opener};
use crate::keys::{Key, NONCE, WRAPPED, same};
use crate::{Cost, Error, SlotInfo, SlotKind};

const PASSWORD: u8 = 1;
const RECOVERY_KEY: u8 = 2;
const KEYCHAIN: u8 = 3;
const SALT: usize = 16;
/// Version 1.3 of Argon2, the only one there is a reason to use.
const ARGON2_VERSION: u32 = 0x13;

/// Holds nothing secret: the key in it is wrapped.
#[derive(Clone)]
pub(crate) struct Slot {
    kind: u8,
    id: [u8; 16],
    /// How the credential becomes the slot key; its shape depends on the kind.
    derivation: Vec<u8>,
    nonce: [u8; NONCE],
    wrapped: [u8; WRAPPED],
    check: [u8; 32],
}

/// The derivation of a password slot.
pub(crate) struct FromPassword {
    pub(crate) salt: [u8; SALT],
    pub(crate) cost: Cost,
}

/// Which vault and epoch a slot belongs to: it opens no other.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) vault_id: [u8; 16],
    pub(crate) epoch: u32,
}

impl Slot {
    /// A slot around `vault_key`.
    pub(crate) fn make(
        place: Place,
        new: &NewSlot<'_>,
        vault_key: &Key,
        chance: &mut dyn CryptoRng,
    ) -> Result<Self, Error> {
        let (mut id, mut salt, mut nonce) = ([0; 16], [0; SALT], [0; NONCE]);
        chance.fill_bytes(&mut id);
        chance.fill_bytes(&mut salt);
        chance.fill_bytes(&mut nonce);
        let (kind, derivation) = match new {
            NewSlot::Password { cost, .. } => {
                let cost = *cost;
                (PASSWORD, FromPassword { salt, cost }.encode())
            }
            NewSlot::RecoveryKey(_) => (RECOVERY_KEY, salt.to_vec()),
            NewSlot::KeychainKey(_) => (KEYCHAIN, salt.to_vec()),
        };
        let (wrapped, check) = ([0; WRAPPED], [0; 32]);
        let mut slot = Self {
            kind,
            id,
            derivation,
            nonce,
            wrapped,
            check,
        };
        let Some(key) = slot.key_of(new.opener()) else {
            unreachable!("a slot takes the kind of credential it is made of")
        };
        let key = key?;
        let seen = slot.seen(place);
        let wrapped = key
            .wrap_key(&place.vault_id)
            .wrap(&slot.nonce, &seen, vault_key);
        let Some(wrapped) = wrapped else {
            unreachable!("a key is far shorter than the most that can be sealed")
        };
        slot.wrapped = wrapped;
        slot.check = key.check(&place.vault_id, &seen);
        Ok(slot)
    }

    /// The key that a credential gives for this slot; `None` when it opens slots of another kind.
    pub(crate) fn key_of(&self, opener: Opener<'_>) -> Option<Result<Key, Error>> {
        let salt = || <&[u8; SALT]>::try_from(self.derivation.as_slice()).ok();
        match (self.kind, opener) {
            (PASSWORD, Opener::Password(password)) => {
                let from = self.password_derivation()?;
                Some(from.cost.derive(password, &from.salt))
            }
            (RECOVERY_KEY, Opener::RecoveryKey(key)) => Some(Ok(key.0.recovery_slot_key(salt()?))),
            (KEYCHAIN, Opener::KeychainKey(key)) => Some(Ok(key.0.keychain_slot_key(salt()?))),
            _ => None,
        }
    }

    pub(crate) fn id(&self) -> [u8; 16] {
        self.id
    }

    /// Whether `key` is this slot's key: compared before anything is unwrapped, since the wrap's
    /// tag alone could be made to fit two keys.
    pub(crate) fn accepts(&self, place: Place, key: &Key) -> bool {
        same(&self.check, &key.check(&place.vault_id, &self.seen(place)))
    }

    /// The vault key; `None` when the wrap is damaged.
    pub(crate) fn unwrap_key(&self, place: Place, key: &Key) -> Option<Key> {
        key.wrap_key(&place.vault_id)
            .unwrap_key(&self.nonce, &self.seen(place), &self.wrapped)
    }

    /// How a password becomes this slot's key; `None` for slots that no password opens.
    pub(crate) fn password_derivation(&self) -> Option<FromPassword> {
        if self.kind != PASSWORD {
            return None;
        }
        FromPassword::decode(&self.derivation).ok()
    }

    /// What wrap and check vouch for: everything in the slot but themselves, and its place.
    fn seen(&self, place: Place) -> Vec<u8> {
        let mut out = Vec::with_capacity(160);
        out.extend_from_slice(&place.vault_id);
        out.extend_from_slice(&place.epoch.to_be_bytes());
        self.put_head(&mut out);
        out
    }

    fn put_head(&self, out: &mut Vec<u8>) {
        out.push(self.kind);
        out.extend_from_slice(&self.id);
        put_short(out, &self.derivation);
        out.extend_from_slice(&self.nonce);
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(200);
        self.put_head(&mut out);
        put_short(&mut out, &self.wrapped);
        out.extend_from_slice(&self.check);
        out
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self, Defect> {
        let mut reader = Reader::new(bytes);
        let (kind, id) = (reader.u8()?, reader.array()?);
        let derivation = reader.short()?.to_vec();
        let fits = match kind {
            PASSWORD => FromPassword::decode(&derivation).is_ok(),
            RECOVERY_KEY | KEYCHAIN => derivation.len() == SALT,
            _ => true,
        };
        if !fits {
            return Err(Defect::Damaged);
        }
        let nonce = reader.array()?;
        let wrapped = reader.short()?.try_into().map_err(|_| Defect::Damaged)?;
        let check = reader.array()?;
        reader.end()?;
        Ok(Self {
            kind,
            id,
            derivation,
            nonce,
            wrapped,
            check,
        })
    }

    pub(crate) fn info(&self) -> SlotInfo {
        let kind = match self.kind {
            PASSWORD => SlotKind::Password,
            RECOVERY_KEY => SlotKind::RecoveryKey,
            KEYCHAIN => SlotKind::Keychain,
            other => SlotKind::Other(other),
        };
        SlotInfo {
            id: self.id,
            kind,
            cost: self.password_derivation().map(|from| from.cost),
        }
    }
}

impl FromPassword {
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32);
        out.extend_from_slice(&self.salt);
        for number in [
            ARGON2_VERSION,
            self.cost.memory_kib,
            self.cost.passes,
            self.cost.lanes,
        ] {
            out.extend_from_slice(&number.to_be_bytes());
        }
        out
    }

    fn decode(bytes: &[u8]) -> Result<Self, Defect> {
        let mut reader = Reader::new(bytes);
        let salt = reader.array()?;
        if reader.u32()? != ARGON2_VERSION {
            return Err(Defect::Damaged);
        }
        let (memory_kib, passes, lanes) = (reader.u32()?, reader.u32()?, reader.u32()?);
        reader.end()?;
        Ok(Self {
            salt,
            cost: Cost {
                memory_kib,
                passes,
                lanes,
            },
        })
    }
}
