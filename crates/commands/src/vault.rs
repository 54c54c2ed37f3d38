//! Creating, unlocking and locking the vault.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use ::vault::{Cost, Error, SlotKind, Unlocked};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{
    Context, Failure, FailureCode,
    codes::{self, CodeView},
    context::off_thread,
    secret,
};

/// How many backups are kept.
const BACKUPS: usize = 5;

/// A password on its way from a door to the vault. It is wiped on drop and never printed.
#[derive(Deserialize, specta::Type)]
#[serde(transparent)]
pub struct Password(
    #[specta(type = String)]
    #[serde(deserialize_with = "secret::read")]
    Zeroizing<String>,
);

impl Password {
    /// The password that a person typed.
    #[must_use]
    pub fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    fn parse(self) -> Result<::vault::Password, Failure> {
        Ok(::vault::Password::new(self.0)?)
    }
}

/// Whether there is a vault, and whether it is open here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct VaultStatusView {
    /// Whether the file is there.
    pub exists: bool,
    /// Whether this program holds it unlocked.
    pub unlocked: bool,
    /// Where the file is, or would be.
    pub path: String,
}

/// How hard a password is to guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct PasswordView {
    /// 0 (at once) to 4 (not in a lifetime).
    pub score: u8,
    /// Whether the vault takes it.
    pub acceptable: bool,
    /// What makes it weak.
    pub warning: Option<String>,
    /// What would make it stronger.
    pub suggestions: Vec<String>,
}

/// What a vault tells without a password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VaultInfoView {
    /// Where the file is.
    pub path: String,
    /// The number of the file format.
    pub format: u16,
    /// The vault's id, hexadecimal.
    pub vault_id: String,
    /// Grows when the keys are replaced.
    pub epoch: u64,
    /// Grows with every save.
    pub generation: u64,
    /// The ways to open it.
    pub slots: Vec<SlotView>,
}

/// One way to open a vault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SlotView {
    /// The slot's id, hexadecimal.
    pub id: String,
    /// `password` and the like.
    pub kind: String,
    /// What Argon2id takes here, in KiB; `None` for a slot without a password.
    pub memory_kib: Option<u32>,
    /// How often Argon2id passes over that memory.
    pub passes: Option<u32>,
    /// How many lanes Argon2id has.
    pub lanes: Option<u32>,
}

/// What a whole reading of the vault found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifiedView {
    /// Entries in use.
    pub entries: usize,
    /// Entries in the trash.
    pub trashed: usize,
    /// The generation that was read.
    pub generation: u64,
}

/// Whether there is a vault, and whether it is open here.
#[must_use]
pub fn vault_status(cx: &Context) -> VaultStatusView {
    let path = &cx.paths().vault;
    VaultStatusView {
        exists: path.symlink_metadata().is_ok(),
        unlocked: cx.is_unlocked(),
        path: path.display().to_string(),
    }
}

/// How hard `password` is to guess.
///
/// # Errors
///
/// [`FailureCode::BadInput`] for one that is longer than 1,024 bytes.
pub fn judge_password(password: Password) -> Result<PasswordView, Failure> {
    let judged = password.parse()?.judge();
    Ok(PasswordView {
        score: judged.score,
        acceptable: judged.acceptable,
        warning: judged.warning,
        suggestions: judged.suggestions,
    })
}

/// Makes a vault at the usual place, sealed under `password`, and keeps it unlocked. Without
/// `memory_kib` the key derivation is fitted to this machine.
///
/// # Errors
///
/// [`FailureCode::VaultExists`], [`FailureCode::WeakPassword`], [`FailureCode::RefusedCost`] for a
/// `memory_kib` outside the limits, [`FailureCode::DiskFull`] and [`FailureCode::Storage`].
pub async fn create_vault(
    cx: &Context,
    password: Password,
    memory_kib: Option<u32>,
    stopwatch: Stopwatch,
) -> Result<(), Failure> {
    let password = password.parse()?;
    let (home, path) = (cx.paths().data.clone(), cx.paths().vault.clone());
    let mut chance = cx.chance();
    let unlocked = off_thread(move || {
        keep_home_private(&home, &path)?;
        let cost = match memory_kib {
            Some(memory_kib) => Cost {
                memory_kib,
                ..Cost::default()
            },
            None => fit_cost(stopwatch),
        };
        Ok(::vault::create(&path, &password, cost, &mut *chance)?)
    })
    .await?;
    cx.keep(Some(unlocked));
    Ok(())
}

/// Runs the work it is given and says how long that took. The doors have one.
pub type Stopwatch = fn(&mut dyn FnMut()) -> Duration;

/// Closes our own directory to others. A vault that a person keeps elsewhere is in theirs.
fn keep_home_private(home: &Path, vault: &Path) -> Result<(), Error> {
    if vault.parent() == Some(home) && ::vault::keep_private(home)? {
        tracing::warn!("the data directory could be read by others; it is closed now");
    }
    Ok(())
}

fn fit_cost(stopwatch: Stopwatch) -> Cost {
    // A machine that cannot run a cost at all takes for ever over it: the next one down is tried.
    Cost::calibrate(|cost| {
        let mut spent = Ok(());
        let took = stopwatch(&mut || spent = cost.spend());
        if spent.is_ok() { took } else { Duration::MAX }
    })
}

/// Unlocks the vault and lists the codes that are valid now, as
/// [`glance_at_codes`](codes::glance_at_codes) does.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`]; [`FailureCode::Damaged`], [`FailureCode::ForeignFile`],
/// [`FailureCode::NewerFormat`] and [`FailureCode::RefusedCost`], after which the file is as it was.
pub async fn unlock_vault(cx: &Context, password: Password) -> Result<Vec<CodeView>, Failure> {
    let password = password.parse()?;
    let (home, path) = (cx.paths().data.clone(), cx.paths().vault.clone());
    let unlocked = off_thread(move || {
        keep_home_private(&home, &path)?;
        Ok(::vault::open(&path)?.unlock(&password)?)
    })
    .await?;
    cx.keep(Some(unlocked));
    codes::glance_at_codes(cx).await
}

/// Forgets the vault's key and entries, and takes a copied code off the clipboard.
pub fn lock_vault(cx: &Context) {
    cx.keep(None);
    cx.clipboard.clear();
}

/// Replaces the password, and with it every key of the vault. When `current` is right and
/// `replacement` good enough, a backup is made first. The vault is unlocked afterwards.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`] for a wrong `current`, [`FailureCode::WeakPassword`] for the
/// new one; [`FailureCode::DiskFull`] and [`FailureCode::Storage`], after which the old password
/// still opens the vault.
pub async fn change_password(
    cx: &Context,
    current: Password,
    replacement: Password,
) -> Result<(), Failure> {
    let (current, replacement) = (current.parse()?, replacement.parse()?);
    let (path, backups) = (cx.paths().vault.clone(), cx.paths().backups());
    let mut chance = cx.chance();
    let unlocked = off_thread(move || {
        let mut unlocked = ::vault::open(&path)?.unlock(&current)?;
        let judged = replacement.judge();
        if !judged.acceptable {
            let (score, warning) = (judged.score, judged.warning);
            return Err(Error::WeakPassword { score, warning }.into());
        }
        back_up(&unlocked, &backups)?;
        let cost = unlocked.info().slots.iter().find_map(|slot| slot.cost);
        unlocked.change_password(
            &current,
            &replacement,
            cost.unwrap_or_default(),
            &mut *chance,
        )?;
        Ok(unlocked)
    })
    .await?;
    cx.keep(Some(unlocked));
    Ok(())
}

/// What a vault tells without a password: format, generation, slots and their cost.
///
/// # Errors
///
/// [`FailureCode::NoVault`], [`FailureCode::ForeignFile`], [`FailureCode::NewerFormat`],
/// [`FailureCode::Damaged`].
pub fn read_info(cx: &Context) -> Result<VaultInfoView, Failure> {
    let path = &cx.paths().vault;
    let info = ::vault::open(path)?.info();
    Ok(VaultInfoView {
        path: path.display().to_string(),
        format: info.format,
        vault_id: HEXLOWER.encode(&info.vault_id),
        epoch: u64::from(info.epoch),
        generation: info.generation,
        slots: info
            .slots
            .iter()
            .map(|slot| SlotView {
                id: HEXLOWER.encode(&slot.id),
                kind: slot_word(slot.kind).to_owned(),
                memory_kib: slot.cost.map(|cost| cost.memory_kib),
                passes: slot.cost.map(|cost| cost.passes),
                lanes: slot.cost.map(|cost| cost.lanes),
            })
            .collect(),
    })
}

/// Reads the whole vault from disk, header and body, and counts what is in it.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`]; [`FailureCode::Damaged`] when the seal does not fit, and as
/// [`read_info`].
pub async fn verify_vault(cx: &Context, password: Password) -> Result<VerifiedView, Failure> {
    let password = password.parse()?;
    let path = cx.paths().vault.clone();
    off_thread(move || {
        let unlocked = ::vault::open(&path)?.unlock(&password)?;
        Ok(VerifiedView {
            entries: unlocked.contents().entries().count(),
            trashed: unlocked.contents().trashed().count(),
            generation: unlocked.info().generation,
        })
    })
    .await
}

/// Copies the vault to `to`, reopens the copy, and says what it is.
///
/// # Errors
///
/// As for reading the vault; [`FailureCode::DiskFull`] and [`FailureCode::Storage`] for `to`.
pub async fn back_up_vault(cx: &Context, to: PathBuf) -> Result<(), Failure> {
    let path = cx.paths().vault.clone();
    off_thread(move || {
        ::vault::backup(&path, &to)?;
        Ok(())
    })
    .await
}

fn slot_word(kind: SlotKind) -> &'static str {
    match kind {
        SlotKind::Password => "password",
        SlotKind::RecoveryKey => "recovery_key",
        SlotKind::Keychain => "keychain",
        _ => "other",
    }
}

/// A copy of this generation, unless there is one already, and no more than the newest few.
fn back_up(unlocked: &Unlocked, backups: &Path) -> Result<(), Error> {
    let info = unlocked.info();
    let id = HEXLOWER.encode(&info.vault_id);
    let name = format!("{id}-{:06}-{:012}.countersign", info.epoch, info.generation);
    match ::vault::backup(unlocked.path(), &backups.join(name)) {
        Ok(_) | Err(Error::Exists { .. }) => {}
        Err(error) => return Err(error),
    }
    ::vault::keep_newest(backups, BACKUPS).map(drop)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match error {
            Error::Otp(error) => return error.into(),
            Error::WrongCredential { .. } => FailureCode::WrongCredential,
            Error::Damaged { .. } => FailureCode::Damaged,
            Error::Missing { .. } => FailureCode::NoVault,
            Error::Exists { .. } => FailureCode::VaultExists,
            Error::NotAVault { .. } => FailureCode::ForeignFile,
            Error::NewerFormat { .. } | Error::NewerContents { .. } => FailureCode::NewerFormat,
            Error::CostRefused { .. } | Error::OutOfMemory { .. } => FailureCode::RefusedCost,
            Error::WeakPassword { .. } => FailureCode::WeakPassword,
            Error::LongPassword | Error::NoCounter { .. } | Error::NotInTrash { .. } => {
                FailureCode::BadInput
            }
            Error::Duplicate { .. } => FailureCode::Duplicate,
            Error::NoSuchEntry { .. } => FailureCode::NoSuchEntry,
            Error::ChangedElsewhere { .. } => FailureCode::ChangedElsewhere,
            Error::OlderCopy { .. } => FailureCode::OlderCopy,
            Error::DivergedCopy { .. } => FailureCode::DivergedCopy,
            Error::DiskFull { .. } => FailureCode::DiskFull,
            _ => FailureCode::Storage,
        };
        Self::of(code, &error)
    }
}
