//! `countersign vault …`

use std::path::PathBuf;

use clap::Subcommand;
use commands::{
    Context,
    vault::{
        self as wish, BackupReason, BackupView, GivenCredential, RecoverySheetView, SlotView,
        SlotWord, VaultInfoView,
    },
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::{entrance::Entrance, failure::Stop, output::Output, senses, words};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a new vault.
    Create {
        /// Memory for the key derivation, in KiB, instead of what suits this machine (65536 to 1048576).
        #[arg(long, value_name = "N")]
        memory_kib: Option<u32>,
        /// Make a recovery key, too, and print it once.
        #[arg(long)]
        recovery_key: bool,
    },
    /// Say what the file is, without a password.
    Info,
    /// Change the password. With --password-stdin: the old one, then the new one, a line each.
    /// With --recovery-key-stdin: the recovery key, then the new password.
    Passwd {
        /// Keep the recovery key of the vault; it is read after the new password.
        #[arg(long)]
        keep_recovery_key: bool,
    },
    /// List, add and drop the ways to open the vault.
    Slots {
        #[command(subcommand)]
        verb: Option<SlotVerb>,
    },
    /// Fit the cost of guessing the password to this machine, and replace every key.
    Strengthen {
        /// Keep the recovery key of the vault; it is read after the password.
        #[arg(long)]
        keep_recovery_key: bool,
    },
    /// Copy the vault to FILE and reopen the copy.
    Backup {
        /// Where the copy goes; a file that is there is not replaced.
        file: PathBuf,
    },
    /// List the backups, newest first, without a password.
    Backups,
    /// Put a backup in the place of the vault. What is there now is backed up first.
    Restore {
        /// The backup.
        file: PathBuf,
    },
    /// Bring another copy of this vault into it, entry by entry.
    Merge {
        /// The other copy; it opens with the same password or recovery key.
        file: PathBuf,
    },
    /// Go on with a copy that is older than what this computer has seen, or another one.
    ConfirmCopy,
    /// Read the whole vault and count what is in it.
    Verify,
}

#[derive(Subcommand)]
pub(crate) enum SlotVerb {
    /// List the ways to open the vault, without a password.
    List,
    /// Make a recovery key and print it once. An earlier one no longer opens the vault.
    AddRecovery,
    /// Let the keychain of this computer open the vault.
    AddKeychain,
    /// Take one way to open the vault away, and replace every key.
    Drop {
        /// The slot's id, as listed.
        id: String,
        /// Keep the recovery key of the vault; it is read after the password.
        #[arg(long)]
        keep_recovery_key: bool,
    },
}

/// A slot as programs read it.
#[derive(Serialize)]
struct SlotRow<'a> {
    id: &'a str,
    kind: &'static str,
    memory_kib: Option<u32>,
    passes: Option<u32>,
    lanes: Option<u32>,
    weaker_than_today: bool,
}

pub(crate) async fn run(door: Entrance<'_>, verb: Verb, out: &Output) -> Result<(), Stop> {
    let cx = door.cx;
    match verb {
        Verb::Create {
            memory_kib,
            recovery_key,
        } => {
            let password = door.first_password()?;
            let sheet =
                wish::create_vault(cx, password, recovery_key, memory_kib, senses::stopwatch)
                    .await?;
            show_info(cx, sheet.as_ref(), out)?;
        }
        Verb::Info => show_info(cx, None, out)?,
        Verb::Passwd { keep_recovery_key } => {
            let sheet = change_password(&door, keep_recovery_key).await?;
            show_info(cx, sheet.as_ref(), out)?;
        }
        Verb::Slots { verb } => slots(&door, verb.unwrap_or(SlotVerb::List), out).await?,
        Verb::Strengthen { keep_recovery_key } => {
            let password = door.password("Vault password: ")?;
            let kept = door.kept_recovery_key(keep_recovery_key)?;
            let sheet = wish::strengthen_vault(cx, password, kept, senses::stopwatch).await?;
            show_info(cx, sheet.as_ref(), out)?;
        }
        Verb::Backup { file } => {
            wish::back_up_vault(cx, file.clone()).await?;
            out.show(&json!({"file": file}), || {
                vec![format!("Copied and reopened: {}", file.display())]
            });
        }
        Verb::Backups => {
            let backups = wish::list_backups(cx).await?;
            let rows: Vec<_> = backups.iter().map(backup_row).collect();
            out.show(&rows, || backups.iter().map(backup_line).collect());
        }
        Verb::Restore { file } => {
            wish::restore_backup(cx, file, door.credential("Password of the backup: ")?).await?;
            show_info(cx, None, out)?;
        }
        Verb::Merge { file } => merge(&door, file, out).await?,
        Verb::ConfirmCopy => {
            wish::confirm_older_copy(cx, door.password("Vault password: ")?).await?;
            show_info(cx, None, out)?;
        }
        Verb::Verify => {
            let found = wish::verify_vault(cx, door.password("Vault password: ")?).await?;
            out.show(&found, || {
                vec![format!(
                    "The vault is whole: {} entries, {} in the trash, generation {}.",
                    found.entries, found.trashed, found.generation
                )]
            });
        }
    }
    Ok(())
}

async fn change_password(
    door: &Entrance<'_>,
    keep_recovery_key: bool,
) -> Result<Option<RecoverySheetView>, Stop> {
    if door.has_recovery_key() {
        let key = door.recovery_key()?;
        wish::set_forgotten_password(door.cx, key, door.new_password()?).await?;
        return Ok(None);
    }
    let current = door.password("Current vault password: ")?;
    let replacement = door.new_password()?;
    let kept = door.kept_recovery_key(keep_recovery_key)?;
    Ok(wish::change_password(door.cx, current, replacement, kept).await?)
}

async fn slots(door: &Entrance<'_>, verb: SlotVerb, out: &Output) -> Result<(), Stop> {
    let cx = door.cx;
    match verb {
        SlotVerb::List => {
            let slots = wish::list_slots(cx)?;
            let rows: Vec<_> = slots.iter().map(slot_row).collect();
            out.show(&rows, || slots.iter().map(slot_line).collect());
        }
        SlotVerb::AddRecovery => {
            let sheet = wish::add_recovery_key(cx, door.password("Vault password: ")?).await?;
            show_info(cx, Some(&sheet), out)?;
        }
        SlotVerb::AddKeychain => {
            wish::add_keychain_slot(cx, door.password("Vault password: ")?).await?;
            show_info(cx, None, out)?;
        }
        SlotVerb::Drop {
            id,
            keep_recovery_key,
        } => {
            let password = door.password("Vault password: ")?;
            let kept = door.kept_recovery_key(keep_recovery_key)?;
            let sheet = wish::drop_slot(cx, &id, password, kept).await?;
            show_info(cx, sheet.as_ref(), out)?;
        }
    }
    Ok(())
}

/// What opens our vault opens the other copy; from the keychain there is a key for ours alone.
async fn merge(door: &Entrance<'_>, file: PathBuf, out: &Output) -> Result<(), Stop> {
    let (ours, theirs) = door.credential_twice("Vault password: ")?;
    match ours {
        GivenCredential::Password(password) => wish::unlock_vault(door.cx, password).await?,
        GivenCredential::RecoveryKey(key) => {
            wish::unlock_with_recovery_key(door.cx, key).await?;
        }
    }
    door.look_at_standing()?;
    let merged = wish::merge_vault(door.cx, file, theirs).await?;
    let row = json!({
        "added": merged.added,
        "updated": merged.updated,
        "kept_both": merged.kept_both,
        "deleted": merged.deleted,
        "unchanged": merged.unchanged,
    });
    out.show(&row, || {
        vec![format!(
            "Merged: {} added, {} updated, {} kept twice because both had changed, {} deleted, {} as before.",
            merged.added, merged.updated, merged.kept_both, merged.deleted, merged.unchanged
        )]
    });
    Ok(())
}

fn show_info(cx: &Context, sheet: Option<&RecoverySheetView>, out: &Output) -> Result<(), Stop> {
    let info = wish::read_info(cx)?;
    let key = sheet.map(|sheet| sheet.groups.join("-"));
    out.show(&info_row(&info, key.as_deref()), || {
        let mut lines = info_lines(&info);
        if let Some(key) = &key {
            lines.extend([String::new(), format!("Recovery key  {key}")]);
        }
        lines
    });
    if key.is_some() {
        out.remark(words::RECOVERY_KEY);
    }
    Ok(())
}

fn info_row(info: &VaultInfoView, recovery_key: Option<&str>) -> Value {
    let slots: Vec<_> = info.slots.iter().map(slot_row).collect();
    let mut row = json!({
        "path": info.path,
        "format": info.format,
        "vault_id": info.vault_id,
        "epoch": info.epoch,
        "generation": info.generation,
        "slots": slots,
    });
    if let (Some(key), Some(row)) = (recovery_key, row.as_object_mut()) {
        row.insert("recovery_key".to_owned(), key.into());
    }
    row
}

fn info_lines(info: &VaultInfoView) -> Vec<String> {
    let mut lines = vec![
        format!("Vault       {}", info.path),
        format!("Format      {}", info.format),
        format!("Id          {}", info.vault_id),
        format!("Epoch       {}", info.epoch),
        format!("Generation  {}", info.generation),
    ];
    let slots = info.slots.iter();
    lines.extend(slots.map(|slot| format!("Slot        {}", slot_line(slot))));
    lines
}

fn slot_word(kind: SlotWord) -> &'static str {
    match kind {
        SlotWord::Password => "password",
        SlotWord::RecoveryKey => "recovery_key",
        SlotWord::Keychain => "keychain",
        SlotWord::Other => "other",
    }
}

fn slot_row(slot: &SlotView) -> SlotRow<'_> {
    SlotRow {
        id: &slot.id,
        kind: slot_word(slot.kind),
        memory_kib: slot.memory_kib,
        passes: slot.passes,
        lanes: slot.lanes,
        weaker_than_today: slot.weaker_than_today,
    }
}

fn slot_line(slot: &SlotView) -> String {
    let kind = slot_word(slot.kind).replace('_', " ");
    match (slot.memory_kib, slot.passes, slot.lanes) {
        (Some(memory_kib), Some(passes), Some(lanes)) => format!(
            "{kind} {} (Argon2id, {} MiB, {passes} passes, {lanes} lanes)",
            slot.id,
            memory_kib / 1024,
        ),
        _ => format!("{kind} {}", slot.id),
    }
}

fn backup_row(backup: &BackupView) -> Value {
    json!({
        "path": backup.path,
        "saved_at": backup.saved_at_ms / 1000,
        "generation": backup.generation,
        "epoch": backup.epoch,
        "bytes": backup.bytes,
        "of_this_vault": backup.of_this_vault,
        "reason": reason_word(backup.reason),
    })
}

fn backup_line(backup: &BackupView) -> String {
    let whose = if backup.of_this_vault {
        ""
    } else {
        ", of another vault"
    };
    format!(
        "{}  {}, generation {}{whose}: {}",
        words::moment(backup.saved_at_ms / 1000),
        match backup.reason {
            BackupReason::Change => "after a change",
            BackupReason::Before => "asked for, or before a step",
        },
        backup.generation,
        backup.path,
    )
}

fn reason_word(reason: BackupReason) -> &'static str {
    match reason {
        BackupReason::Change => "change",
        BackupReason::Before => "before",
    }
}
