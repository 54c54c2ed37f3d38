//! Entries and codes, as the pages ask for them.

use commands::{
    Failure,
    codes::{
        self, AddedFoundView, CopiedView, DigitsView, EntryChange, EntryForm, EntryPreview,
        EntryView, FoundEntriesView, FoundQrView, IconChoice, KeyCheckView, Link, QrSource, QrView,
        TrashedView, WhichCode,
    },
    vault::Password,
};

use crate::{
    asked::Asked,
    frames::{Page, ToWindow},
};

#[specta::specta]
pub(crate) async fn list_entries(asked: Asked<'_>) -> Result<Vec<EntryView>, Failure> {
    codes::list_entries(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn read_codes(
    asked: Asked<'_>,
    ids: Vec<String>,
) -> Result<Vec<DigitsView>, Failure> {
    codes::read_codes(&asked.cx, &ids).await
}

#[specta::specta]
pub(crate) async fn take_code(asked: Asked<'_>, id: String) -> Result<DigitsView, Failure> {
    codes::take_code(&asked.cx, &id).await
}

#[specta::specta]
pub(crate) async fn search_entries(
    asked: Asked<'_>,
    query: String,
) -> Result<FoundEntriesView, Failure> {
    codes::search_entries(&asked.cx, &query).await
}

#[specta::specta]
pub(crate) async fn copy_code(
    asked: Asked<'_>,
    id: String,
    which: WhichCode,
) -> Result<CopiedView, Failure> {
    let copied = codes::copy_code(&asked.cx, &id, which).await?;
    if copied.clears_at_ms.is_none() {
        return Ok(copied);
    }
    asked.watch.copied(&asked.cx);
    if asked.page == Page::Quick {
        asked.pane.say(&ToWindow::Close(Page::Quick));
    }
    Ok(copied)
}

#[specta::specta]
pub(crate) async fn preview_entry(asked: Asked<'_>, link: Link) -> Result<EntryPreview, Failure> {
    codes::preview_entry(&asked.cx, link).await
}

#[specta::specta]
pub(crate) async fn add_entry(asked: Asked<'_>, link: Link) -> Result<EntryView, Failure> {
    codes::add_entry(&asked.cx, link).await
}

#[specta::specta]
pub(crate) async fn check_key(asked: Asked<'_>, form: EntryForm) -> Result<KeyCheckView, Failure> {
    codes::check_key(&asked.cx, form).await
}

#[specta::specta]
pub(crate) async fn add_typed_entry(
    asked: Asked<'_>,
    form: EntryForm,
) -> Result<EntryView, Failure> {
    codes::add_typed_entry(&asked.cx, form).await
}

#[specta::specta]
pub(crate) async fn edit_entry(
    asked: Asked<'_>,
    id: String,
    change: EntryChange,
    seen: Option<EntryChange>,
) -> Result<EntryView, Failure> {
    codes::edit_entry(&asked.cx, &id, change, seen).await
}

#[specta::specta]
pub(crate) async fn move_entries(
    asked: Asked<'_>,
    ids: Vec<String>,
    before: Option<String>,
) -> Result<(), Failure> {
    codes::move_entries(&asked.cx, &ids, before.as_deref()).await
}

#[specta::specta]
pub(crate) async fn set_group(
    asked: Asked<'_>,
    ids: Vec<String>,
    group: Option<String>,
) -> Result<(), Failure> {
    codes::set_group(&asked.cx, &ids, group.as_deref()).await
}

#[specta::specta]
pub(crate) async fn rename_group(
    asked: Asked<'_>,
    old: String,
    replacement: Option<String>,
) -> Result<(), Failure> {
    codes::rename_group(&asked.cx, &old, replacement.as_deref()).await
}

#[specta::specta]
pub(crate) async fn set_favourite(
    asked: Asked<'_>,
    ids: Vec<String>,
    favourite: bool,
) -> Result<(), Failure> {
    codes::set_favourite(&asked.cx, &ids, favourite).await
}

#[specta::specta]
pub(crate) async fn remove_entries(asked: Asked<'_>, ids: Vec<String>) -> Result<(), Failure> {
    codes::remove_entries(&asked.cx, &ids).await
}

#[specta::specta]
pub(crate) async fn restore_entries(asked: Asked<'_>, ids: Vec<String>) -> Result<(), Failure> {
    codes::restore_entries(&asked.cx, &ids).await
}

#[specta::specta]
pub(crate) async fn purge_entries(
    asked: Asked<'_>,
    ids: Vec<String>,
    password: Password,
) -> Result<(), Failure> {
    codes::purge_entries(&asked.cx, &ids, password).await
}

#[specta::specta]
pub(crate) async fn list_trash(asked: Asked<'_>) -> Result<Vec<TrashedView>, Failure> {
    codes::list_trash(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn find_qr(asked: Asked<'_>, source: QrSource) -> Result<FoundQrView, Failure> {
    codes::find_qr(&asked.cx, source).await
}

#[specta::specta]
pub(crate) async fn add_found(
    asked: Asked<'_>,
    handles: Vec<u32>,
) -> Result<AddedFoundView, Failure> {
    codes::add_found(&asked.cx, &handles).await
}

#[specta::specta]
pub(crate) async fn show_qr(
    asked: Asked<'_>,
    id: String,
    password: Password,
) -> Result<QrView, Failure> {
    codes::show_qr(&asked.cx, &id, password).await
}

#[specta::specta]
pub(crate) async fn pick_icon(asked: Asked<'_>, path: String) -> Result<IconChoice, Failure> {
    codes::pick_icon(&asked.cx, &path).await
}

#[specta::specta]
pub(crate) async fn read_picture(asked: Asked<'_>, id: String) -> Result<String, Failure> {
    codes::read_picture(&asked.cx, &id).await
}
