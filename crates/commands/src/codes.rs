//! Entries and their codes.
//!
//! A list carries no digits: they are asked for by id, for the rows that a person looks at. What is
//! read from a picture stays here until it is added; the doors see what it would add.

use std::time::{SystemTime, UNIX_EPOCH};

use ::vault::{Contents, EntryId, Error, StoredEntry};
use otp::Kind;

use crate::{Failure, FailureCode};

mod add;
mod change;
mod decode;
mod desk;
mod forms;
mod icons;
mod list;
mod pictures;
mod screen;
mod search;
mod take;
mod trash;
mod views;

pub use add::{add_entries, add_entry, add_typed_entry, check_key, preview_entry};
pub use change::{edit_entry, move_entries, rename_group, set_favourite, set_group};
pub(crate) use decode::check_size;
pub(crate) use desk::Open;
pub use forms::{EntryChange, EntryForm, IconChoice, Link, Pin, QrSource, WhichCode};
pub use icons::{pick_icon, read_picture};
pub use list::{find_codes, list_codes, list_entries, notice_changes, read_codes};
pub(crate) use pictures::Grey;
pub use pictures::{add_found, draw_qr, find_qr, find_qr_in_files, show_qr};
pub use search::search_entries;
pub use take::{copy_code, save_uses, take_code, use_code};
pub(crate) use trash::take_out_trash;
pub use trash::{list_trash, purge_entries, remove_entries, restore_entries};
pub use views::{
    AddedFoundView, CodeKind, CodeView, CopiedView, DigitsView, EntryPreview, EntryView,
    FoundEntriesView, FoundQrView, FoundView, KeyCheckView, KeyState, OtherQr, QrView,
    RecoveryLeftView, TrashedView,
};

/// The most entries that may be named at once.
const MOST_AT_ONCE: usize = 10_000;

fn find(contents: &Contents, id: EntryId) -> Result<&StoredEntry, Error> {
    contents.get(&id).ok_or(Error::NoSuchEntry { id })
}

fn kind(kind: &Kind) -> CodeKind {
    match kind {
        Kind::Totp { .. } => CodeKind::Totp,
        Kind::Hotp { .. } => CodeKind::Hotp,
        Kind::Steam => CodeKind::Steam,
        Kind::Motp { .. } => CodeKind::Motp,
        Kind::Yandex { .. } => CodeKind::Yandex,
    }
}

/// Seconds; 0 for a kind that counts.
fn period(kind: &Kind) -> u32 {
    kind.period().map_or(0, otp::Period::get)
}

pub(crate) fn parse_id(id: &str) -> Result<EntryId, Failure> {
    id.parse()
        .map_err(|_| Failure::new(FailureCode::NoSuchEntry, "not the id of an entry"))
}

fn parse_ids(ids: &[String], most: usize) -> Result<Vec<EntryId>, Failure> {
    if ids.len() > most {
        let detail = format!("{} entries are named, at most {most} can be", ids.len());
        return Err(Failure::new(FailureCode::TooMany, detail));
    }
    ids.iter().map(|id| parse_id(id)).collect()
}

/// Milliseconds since the Unix epoch; 0 for a moment before it.
pub(crate) fn milliseconds(at: SystemTime) -> u64 {
    let since = at.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

impl From<otp::Error> for Failure {
    fn from(error: otp::Error) -> Self {
        use otp::Error as E;
        let code = match &error {
            E::EmptySeed | E::SeedCharacter { .. } | E::SeedLength { .. } => FailureCode::BadKey,
            E::UnsupportedScheme { .. }
            | E::UnsupportedKind
            | E::UnsupportedAlgorithm
            | E::PinMissing => FailureCode::UnsupportedKind,
            E::ClockBeforeEpoch | E::ClockTooFar | E::CounterSpent | E::NoCode => {
                FailureCode::BadInput
            }
            _ => FailureCode::BadLink,
        };
        Self::of(code, &error)
    }
}
