//! `countersign vault …`

use std::path::PathBuf;

use clap::Subcommand;
use commands::{
    Context,
    vault::{self as wish, SlotView},
};
use serde_json::json;

use crate::{entrance::Entrance, failure::Stop, output::Output, senses};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a new vault.
    Create {
        /// Memory for the key derivation, in KiB, instead of what suits this machine (65536 to 1048576).
        #[arg(long, value_name = "N")]
        memory_kib: Option<u32>,
    },
    /// Say what the file is, without a password.
    Info,
    /// Change the password. With --password-stdin: the old one, then the new one, a line each.
    Passwd,
    /// List the ways to open the vault, without a password.
    Slots,
    /// Copy the vault to FILE and reopen the copy.
    Backup {
        /// Where the copy goes; a file that is there is not replaced.
        file: PathBuf,
    },
    /// Read the whole vault and count what is in it.
    Verify,
}

pub(crate) async fn run(door: Entrance<'_>, verb: Verb, out: &Output) -> Result<(), Stop> {
    let cx = door.cx;
    match verb {
        Verb::Create { memory_kib } => {
            let password = door.first_password()?;
            wish::create_vault(cx, password, memory_kib, senses::stopwatch).await?;
            show_info(cx, out)?;
        }
        Verb::Info => show_info(cx, out)?,
        Verb::Passwd => {
            let current = door.password("Current vault password: ")?;
            wish::change_password(cx, current, door.new_password()?).await?;
            show_info(cx, out)?;
        }
        Verb::Slots => {
            let info = wish::read_info(cx)?;
            out.show(&info.slots, || info.slots.iter().map(slot).collect());
        }
        Verb::Backup { file } => {
            wish::back_up_vault(cx, file.clone()).await?;
            out.show(&json!({"file": file}), || {
                vec![format!("Copied and reopened: {}", file.display())]
            });
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

fn show_info(cx: &Context, out: &Output) -> Result<(), Stop> {
    let info = wish::read_info(cx)?;
    out.show(&info, || {
        let mut lines = vec![
            format!("Vault       {}", info.path),
            format!("Format      {}", info.format),
            format!("Id          {}", info.vault_id),
            format!("Epoch       {}", info.epoch),
            format!("Generation  {}", info.generation),
        ];
        lines.extend(
            info.slots
                .iter()
                .map(|view| format!("Slot        {}", slot(view))),
        );
        lines
    });
    Ok(())
}

fn slot(slot: &SlotView) -> String {
    match (slot.memory_kib, slot.passes, slot.lanes) {
        (Some(memory_kib), Some(passes), Some(lanes)) => format!(
            "{} {} (Argon2id, {} MiB, {passes} passes, {lanes} lanes)",
            slot.kind,
            slot.id,
            memory_kib / 1024,
        ),
        _ => format!("{} {}", slot.kind, slot.id),
    }
}
