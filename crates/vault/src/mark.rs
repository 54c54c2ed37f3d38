//! The mark of the newest state seen here, and what a file found later is next to it.
//!
//! The mark is kept outside the vault: a file that was put back cannot bring its own. Who keeps it,
//! and where, is not this crate's affair. Save first, mark second.

use data_encoding::HEXLOWER;

use crate::Info;

/// The newest state of a vault that was seen on this machine. Holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Which vault.
    pub vault_id: [u8; 16],
    /// The generation of that state.
    pub generation: u64,
    /// SHA-256 of its header.
    pub header_hash: [u8; 32],
}

/// What a vault is next to its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The state that was seen last.
    Known,
    /// A later state: advance the mark.
    Newer,
    /// There is no mark of this vault: say so once and set it.
    Unmarked,
    /// An earlier state than the one seen last: read-only until a person goes on with it.
    Older {
        /// The generation of the mark.
        held: u64,
        /// The generation of the file.
        found: u64,
    },
    /// Another state of the same generation: somebody saved a copy of this vault elsewhere.
    Diverged {
        /// The generation both have.
        generation: u64,
    },
}

impl Mark {
    /// The mark of a state.
    #[must_use]
    pub fn of(info: &Info) -> Self {
        Self {
            vault_id: info.vault_id,
            generation: info.generation,
            header_hash: info.header_hash,
        }
    }

    /// What `found` is next to the mark held. A mark of another vault says nothing.
    #[must_use]
    pub fn judge(held: Option<&Self>, found: &Info) -> Standing {
        let Some(held) = held.filter(|held| held.vault_id == found.vault_id) else {
            return Standing::Unmarked;
        };
        match found.generation.cmp(&held.generation) {
            std::cmp::Ordering::Greater => Standing::Newer,
            std::cmp::Ordering::Less => Standing::Older {
                held: held.generation,
                found: found.generation,
            },
            std::cmp::Ordering::Equal if found.header_hash == held.header_hash => Standing::Known,
            std::cmp::Ordering::Equal => Standing::Diverged {
                generation: found.generation,
            },
        }
    }

    /// One line of ASCII: `1`, vault id, generation and header hash, a space between each.
    #[must_use]
    pub fn to_line(&self) -> String {
        let (id, hash) = (
            HEXLOWER.encode(&self.vault_id),
            HEXLOWER.encode(&self.header_hash),
        );
        format!("1 {id} {} {hash}", self.generation)
    }

    /// Reads [`Mark::to_line`] back; `None` when the line is something else.
    #[must_use]
    pub fn from_line(line: &str) -> Option<Self> {
        let mut words = line.trim().split(' ');
        let mut word = || words.next();
        if word()? != "1" {
            return None;
        }
        let mark = Self {
            vault_id: HEXLOWER.decode(word()?.as_bytes()).ok()?.try_into().ok()?,
            generation: word()?.parse().ok()?,
            header_hash: HEXLOWER.decode(word()?.as_bytes()).ok()?.try_into().ok()?,
        };
        word().is_none().then_some(mark)
    }
}
