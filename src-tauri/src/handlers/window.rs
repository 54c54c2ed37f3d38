//! The windows themselves, as their pages ask for them.

use commands::{Failure, FailureCode};
use rfd::AsyncFileDialog;
use serde::Deserialize;

use crate::{
    asked::Asked,
    frames::{Page, ToWindow},
};

/// What a file is wanted for.
#[derive(Debug, Clone, Copy, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub(crate) enum FileKind {
    /// A backup to look into.
    Backup,
    /// A picture with a QR code, or one for an entry.
    Picture,
    /// Another copy of the vault.
    Vault,
    /// A folder for backups.
    Folder,
}

/// Lets the person choose a file in the desktop's own dialog. `None` when nothing was chosen.
#[specta::specta]
pub(crate) async fn choose_file(kind: FileKind) -> Result<Option<String>, Failure> {
    let dialog = AsyncFileDialog::new();
    let chosen = match kind {
        FileKind::Folder => dialog.pick_folder().await,
        FileKind::Picture => {
            let pictures = ["png", "jpg", "jpeg", "webp", "gif", "bmp", "svg"];
            dialog.add_filter("Pictures", &pictures).pick_file().await
        }
        FileKind::Backup | FileKind::Vault => dialog.pick_file().await,
    };
    chosen
        .map(|file| {
            let path = file.path().to_str().map(str::to_owned);
            path.ok_or_else(|| Failure::new(FailureCode::BadInput, "a name that is no text"))
        })
        .transpose()
}

/// Lets the system ask how to print this page.
#[specta::specta]
pub(crate) async fn print_page(asked: Asked<'_>) -> Result<(), Failure> {
    asked.pane.say(&ToWindow::Print(asked.page));
    Ok(())
}

/// Opens the main window, as from the quick pick.
#[specta::specta]
pub(crate) async fn open_window(asked: Asked<'_>) -> Result<(), Failure> {
    asked.core.show(Page::Main);
    Ok(())
}

/// Closes the quick pick.
#[specta::specta]
pub(crate) async fn close_quick_pick(asked: Asked<'_>) -> Result<(), Failure> {
    asked.pane.say(&ToWindow::Close(Page::Quick));
    Ok(())
}
