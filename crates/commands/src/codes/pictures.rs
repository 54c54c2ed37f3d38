//! Entries as QR pictures: found in a picture, or drawn for another authenticator.
//!
//! The links that were found stay here until they are added, another picture is read, or the vault
//! is locked. A door learns what they would add and a number to ask for it by.

use std::path::PathBuf;

use data_encoding::BASE64;
use otp::Parsed;
use zeroize::Zeroizing;

use super::{
    AddedFoundView, EntryView, FoundQrView, FoundView, Link, OtherQr, QrSource, QrView,
    add::check_counter, decode, desk::Open, find, parse_id, screen,
};
use crate::{
    Context, Failure, FailureCode, context::off_thread, push, push::FoundPushView, vault,
    vault::Password,
};

/// The most files that are looked at together.
const MOST_FILES: usize = 50;

/// Links that were found in the last picture.
#[derive(Default)]
pub(crate) struct Found {
    next: u32,
    links: Vec<(u32, Zeroizing<String>)>,
}

impl Found {
    fn put(&mut self, link: Zeroizing<String>) -> u32 {
        let handle = self.next;
        self.next = self.next.wrapping_add(1);
        self.links.push((handle, link));
        handle
    }

    fn get(&self, handle: u32) -> Result<Parsed, Failure> {
        let mut links = self.links.iter();
        let (_, link) = links
            .find(|(held, _)| *held == handle)
            .ok_or_else(put_away_meanwhile)?;
        Ok(otp::parse_uri(link)?)
    }

    /// The link of a push token that was found.
    pub(crate) fn push_link(&self, handle: u32) -> Result<Link, Failure> {
        let mut links = self.links.iter();
        let found = links.find(|(held, link)| *held == handle && push::is_push_link(link));
        let (_, link) = found.ok_or_else(put_away_meanwhile)?;
        Ok(Link::new(link.clone()))
    }
}

fn put_away_meanwhile() -> Failure {
    Failure::new(FailureCode::BadInput, "that picture was put away meanwhile")
}

/// Pixels in grey, wiped on drop.
pub(crate) struct Grey {
    pub(super) luma: Zeroizing<Vec<u8>>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Grey {
    pub(crate) fn new(rgba: &[u8], width: usize, height: usize) -> Self {
        Self {
            luma: otp::grey(rgba),
            width,
            height,
        }
    }
}

/// Looks for QR codes in a picture. What was found before is forgotten.
///
/// # Errors
///
/// [`FailureCode::NothingFound`] for a picture without any, and for a clipboard without a picture;
/// [`FailureCode::BadPicture`] for a file that is none; [`FailureCode::ScreenRefused`];
/// [`FailureCode::ClipboardMissing`]; [`FailureCode::Storage`] when the file cannot be read.
pub async fn find_qr(cx: &Context, source: QrSource) -> Result<FoundQrView, Failure> {
    put_away(cx).await?;
    let grey = match source {
        QrSource::Clipboard => cx.clipboard.picture()?,
        QrSource::Screen => screen::capture().await?,
        QrSource::File { path } => read_file(PathBuf::from(path)).await?,
    };
    keep(cx, read(grey).await?).await
}

/// As [`find_qr`], for pictures that were dropped together: what they hold is offered together. A
/// file that is no picture is passed over as long as another holds something.
///
/// # Errors
///
/// As [`find_qr`]; [`FailureCode::TooMany`] for more than 50 files.
pub async fn find_qr_in_files(cx: &Context, paths: Vec<PathBuf>) -> Result<FoundQrView, Failure> {
    put_away(cx).await?;
    if paths.len() > MOST_FILES {
        let detail = format!("{} files, at most {MOST_FILES} at once", paths.len());
        return Err(Failure::new(FailureCode::TooMany, detail));
    }
    let mut all = otp::FoundQr::default();
    let mut passed_over = None;
    for path in paths {
        match read_file(path).await {
            Ok(grey) => {
                let mut found = read(grey).await?;
                all.texts.append(&mut found.texts);
                all.unreadable += found.unreadable;
            }
            Err(failure) => {
                tracing::info!(%failure, "a dropped file was not read");
                passed_over = Some(failure);
            }
        }
    }
    match passed_over {
        Some(failure) if all.texts.is_empty() && all.unreadable == 0 => Err(failure),
        _ => keep(cx, all).await,
    }
}

/// A locked vault is told before anything is looked at.
async fn put_away(cx: &Context) -> Result<(), Failure> {
    cx.on_open(|open, _| {
        open.found.links.clear();
        Ok(())
    })
    .await
}

async fn read_file(path: PathBuf) -> Result<Grey, Failure> {
    off_thread(move || {
        let picture = decode::read_picture_file(&path)?.into_rgba8();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Ok(Grey::new(&picture, width, height))
    })
    .await
}

async fn read(grey: Grey) -> Result<otp::FoundQr, Failure> {
    off_thread(move || Ok(otp::read_qr(&grey.luma, grey.width, grey.height))).await
}

async fn keep(cx: &Context, found: otp::FoundQr) -> Result<FoundQrView, Failure> {
    if found.texts.is_empty() && found.unreadable == 0 {
        return Err(Failure::new(
            FailureCode::NothingFound,
            "no QR code in the picture",
        ));
    }
    cx.on_open(move |open, _| Ok(open.keep_found(found))).await
}

/// Adds what was found, all of it in one save. What is in the vault already is counted and left.
///
/// # Errors
///
/// [`FailureCode::BadInput`] for a handle that is no longer known; those of saving, after which
/// nothing was added and the handles are still good.
pub async fn add_found(cx: &Context, handles: &[u32]) -> Result<AddedFoundView, Failure> {
    let (handles, at) = (handles.to_vec(), cx.now());
    let mut more = cx.chance();
    cx.on_open(move |open, chance| {
        let mut entries = Vec::with_capacity(handles.len());
        for handle in &handles {
            let entry = open.found.get(*handle)?.entry;
            check_counter(&entry.kind)?;
            entries.push(entry);
        }
        let mut duplicates = 0;
        let ids = open.update(chance, |contents| {
            let mut ids = Vec::with_capacity(entries.len());
            for entry in entries {
                match contents.add(entry, at, &mut *more) {
                    Ok(id) => ids.push(id),
                    Err(::vault::Error::Duplicate { .. }) => duplicates += 1,
                    Err(error) => return Err(error),
                }
            }
            Ok(ids)
        })?;
        open.found
            .links
            .retain(|(handle, _)| !handles.contains(handle));
        let added: Vec<EntryView> = open.views(&ids);
        Ok(AddedFoundView { added, duplicates })
    })
    .await
}

/// An entry as a QR picture for another authenticator, after the password: it shows the seed.
///
/// # Errors
///
/// [`FailureCode::WrongCredential`]; [`FailureCode::NoSuchEntry`]; [`FailureCode::BadLink`] for an
/// entry too long for a picture.
pub async fn show_qr(cx: &Context, id: &str, password: Password) -> Result<QrView, Failure> {
    let id = parse_id(id)?;
    vault::check_password(cx, password).await?;
    cx.on_open(move |open, _| {
        let link = otp::print_uri(&find(open.vault.contents(), id)?.otp);
        let picture = otp::draw_svg(&link)?;
        let picture = BASE64.encode(picture.as_bytes());
        Ok(QrView {
            qr: format!("data:image/svg+xml;base64,{picture}"),
        })
    })
    .await
}

/// The QR picture of an entry, for another authenticator to scan, as lines of half blocks. It shows
/// the seed, so the door asks for the password first.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::BadLink`] for an entry too long for a picture.
pub async fn draw_qr(cx: &Context, id: &str) -> Result<Zeroizing<String>, Failure> {
    let id = parse_id(id)?;
    cx.on_vault(move |unlocked, _| Ok(otp::draw_qr(&find(unlocked.contents(), id)?.otp)?))
        .await
}

impl Open {
    fn keep_found(&mut self, read: otp::FoundQr) -> FoundQrView {
        let mut found = Vec::new();
        let (mut pushes, mut other) = (Vec::new(), Vec::new());
        for text in read.texts {
            if let Some(offer) = push::offer(&text) {
                pushes.push(FoundPushView {
                    handle: self.found.put(text),
                    ..offer
                });
                continue;
            }
            match otp::parse_uri(&text) {
                Ok(parsed) => {
                    let preview = self.preview(&parsed);
                    let handle = self.found.put(text);
                    found.push(FoundView { handle, preview });
                }
                Err(_) => other.push(sort(&text)),
            }
        }
        other.sort_unstable();
        other.dedup();
        FoundQrView {
            found,
            pushes,
            unreadable: u32::try_from(read.unreadable).unwrap_or(u32::MAX),
            other,
        }
    }
}

/// What a text is that adds no entry. Nothing of it leaves the core.
fn sort(text: &str) -> OtherQr {
    let begins = |prefix: &str| {
        let start = text.get(..prefix.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(prefix))
    };
    if begins("otpauth-migration:") {
        OtherQr::GoogleMigration
    } else if ["otpauth:", "motp:", "steam:", "pia:", "edumfa-push:"]
        .into_iter()
        .any(begins)
    {
        OtherQr::BadLink
    } else if ["https:", "http:"].into_iter().any(begins) {
        OtherQr::Web
    } else if begins("WIFI:") {
        OtherQr::Wifi
    } else if ["BEGIN:VCARD", "MECARD:"].into_iter().any(begins) {
        OtherQr::Contact
    } else {
        OtherQr::Text
    }
}
