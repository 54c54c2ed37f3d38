//! What follows a save: its mark, today's backup, and a copy of that in a folder of the person's
//! choice. None of it holds up an answer, and none of it can undo or fail the save.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use ::vault::{Error, Mark};

use crate::{
    Failure, codes::Open, context::hold, later::Later, marks::Marks, paths::Paths, settings, vault,
};

/// How long nothing must have been saved until the backup is made: a burst of changes costs one.
const QUIET: Duration = Duration::from_secs(2);
/// How long a program that ends waits for the keychain and for a slow folder.
const ENDING: Duration = Duration::from_secs(8);

/// The vault as the worker sees it: gone when it was locked meanwhile.
type Kept = Weak<Mutex<Open>>;

pub(crate) struct Upkeep {
    marks: Later<Mark>,
    backups: Later<Kept>,
    copies: Arc<Later<[u8; 16]>>,
    /// Why the newest backup could not be made.
    trouble: Trouble,
    /// Why the system does not vouch for the newest save.
    unsure: Mutex<Option<Failure>>,
}

/// Why the newest backup could not be made.
#[derive(Clone, Default)]
pub(crate) struct Trouble(Arc<Mutex<Option<Failure>>>);

impl Trouble {
    pub(crate) fn get(&self) -> Option<Failure> {
        hold(&self.0).clone()
    }

    pub(crate) fn set(&self, trouble: Option<Failure>) {
        if let Some(failure) = &trouble {
            tracing::warn!(%failure, "the vault is saved, but not its backup");
        }
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

impl Upkeep {
    pub(crate) fn new(paths: &Paths, marks: Marks) -> Self {
        let trouble = Trouble::default();
        let copies = Arc::new(copies(paths.clone(), trouble.clone()));
        Self {
            marks: Later::new("marks", Duration::ZERO, move |mark| marks.advance(&mark)),
            backups: backups(paths.clone(), Arc::clone(&copies), trouble.clone()),
            copies,
            trouble,
            unsure: Mutex::default(),
        }
    }

    /// The vault was saved, or a later state of it was seen.
    pub(crate) fn note_saved(&self, mark: Mark, vault: &Arc<Mutex<Open>>) {
        self.note_seen(mark);
        self.backups.put(Arc::downgrade(vault));
    }

    /// A state was seen that is not ours to back up.
    pub(crate) fn note_seen(&self, mark: Mark) {
        // Two threads may come here in another order than they saved in.
        self.marks.put_unless(mark, |waiting, mark| {
            waiting.vault_id == mark.vault_id && waiting.generation > mark.generation
        });
    }

    /// A backup was made beside the daily ones: it belongs in the chosen folder, too.
    pub(crate) fn note_backup(&self, vault_id: [u8; 16]) {
        self.copies.put(vault_id);
    }

    /// What a person should know: that the newest save may not last, or else that it has no backup.
    pub(crate) fn trouble(&self) -> Option<Failure> {
        let unsure = hold(&self.unsure).clone();
        unsure.or_else(|| self.trouble.get())
    }

    /// The vault was saved, and the system vouches for it unless there is trouble.
    pub(crate) fn note_unsure(&self, trouble: Option<Error>) {
        let trouble = trouble.map(Failure::from);
        if let Some(failure) = &trouble {
            tracing::warn!(%failure, "the vault is saved, but a loss of power could undo it");
        }
        *hold(&self.unsure) = trouble;
    }

    pub(crate) fn note_trouble(&self, trouble: Option<Failure>) {
        self.trouble.set(trouble);
    }

    /// What needs the key is done now, before it is forgotten.
    pub(crate) fn before_locking(&self) {
        self.backups.flush(ENDING);
    }

    /// All of it is done now.
    pub(crate) fn before_ending(&self) {
        self.backups.flush(ENDING);
        let copied = self.copies.flush(ENDING);
        let marked = self.marks.flush(ENDING);
        if !copied || !marked {
            tracing::warn!(copied, marked, "the program ends before this is done");
        }
    }
}

fn backups(paths: Paths, copies: Arc<Later<[u8; 16]>>, trouble: Trouble) -> Later<Kept> {
    Later::new("backups", QUIET, move |kept: Kept| {
        let Some(kept) = kept.upgrade() else {
            return;
        };
        if !settings::read(&paths).backup_on_change {
            return;
        }
        let open = hold(&kept);
        let vault_id = open.vault.info().vault_id;
        let made = vault::back_up_today(&open.vault, &paths.backups());
        // The rest needs no key, and nobody shall wait for it.
        drop(open);
        match made.and_then(|_| vault::tidy(&paths.backups(), &vault_id)) {
            Ok(()) => {
                trouble.set(None);
                copies.put(vault_id);
            }
            // Another program made a new epoch, and its backup.
            Err(failure) if failure.wants_unlocking_anew() => {}
            Err(failure) => trouble.set(Some(failure)),
        }
    })
}

fn copies(paths: Paths, trouble: Trouble) -> Later<[u8; 16]> {
    Later::new("backup copies", Duration::ZERO, move |vault_id| {
        let Some(folder) = settings::read(&paths).backup_folder.map(PathBuf::from) else {
            return;
        };
        trouble.set(vault::mirror_backups(&vault_id, &paths.backups(), &folder).err());
    })
}
