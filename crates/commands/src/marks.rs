//! The marks of vaults: which state this computer saw last. Kept in the keychain, and in the state
//! directory for computers without one; of the two the later counts.

use ::vault::Mark;
use data_encoding::HEXLOWER;
use keychain::Keychain;

use crate::{
    Failure, FailureCode,
    seen::{Memory, is_newer, lock},
};

/// Both places of marks. Cheap to clone. What asks the keychain may take as long as
/// [`keychain::LIMIT`].
#[derive(Clone)]
pub(crate) struct Marks {
    memory: Memory,
    keychain: Option<Keychain>,
    /// Keeps two processes from putting marks into the keychain at a time.
    lock: std::path::PathBuf,
}

impl Marks {
    pub(crate) fn new(
        memory: Memory,
        keychain: Option<Keychain>,
        lock: std::path::PathBuf,
    ) -> Self {
        Self {
            memory,
            keychain,
            lock,
        }
    }

    /// The latest mark of a vault that either place has. A keychain that does not answer has none.
    pub(crate) fn held(&self, vault_id: &[u8; 16]) -> Option<Mark> {
        let kept = self.keychain.as_ref().and_then(|keychain| {
            in_keychain(keychain, vault_id)
                .inspect_err(|failure| tracing::debug!(%failure, "no mark from the keychain"))
                .ok()
                .flatten()
        });
        // Read second: another process may just have written both.
        let seen = self.memory.of(vault_id).mark();
        match (kept, seen) {
            (Some(kept), Some(seen)) if is_newer(Some(&kept), &seen) => Some(seen),
            (kept, seen) => kept.or(seen),
        }
    }

    /// Advances both marks, the one in the state directory first: it is always there.
    pub(crate) fn advance(&self, mark: &Mark) {
        if let Err(failure) = self
            .memory
            .update(&mark.vault_id, |seen| seen.advance(mark))
        {
            tracing::warn!(%failure, "the mark of the vault could not be kept");
        }
        if let Some(keychain) = &self.keychain
            && let Err(failure) = self.advance_in(keychain, mark)
        {
            tracing::debug!(%failure, "the keychain did not take the mark of the vault");
        }
    }

    fn advance_in(&self, keychain: &Keychain, mark: &Mark) -> Result<(), Failure> {
        let _lock = lock(&self.lock).map_err(|error| Failure::of(FailureCode::Storage, &error))?;
        if is_newer(in_keychain(keychain, &mark.vault_id)?.as_ref(), mark) {
            keychain.put(&name(&mark.vault_id), mark.to_line().as_bytes())?;
        }
        Ok(())
    }
}

fn in_keychain(keychain: &Keychain, vault_id: &[u8; 16]) -> Result<Option<Mark>, Failure> {
    match keychain.get(&name(vault_id)) {
        Ok(line) => Ok(std::str::from_utf8(&line).ok().and_then(Mark::from_line)),
        Err(keychain::Error::Gone) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

fn name(vault_id: &[u8; 16]) -> String {
    format!("vault/{}/mark", HEXLOWER.encode(vault_id))
}
