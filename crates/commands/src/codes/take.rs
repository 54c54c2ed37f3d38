//! Codes on their way to where they are typed.

use std::time::Duration;

use ::vault::EntryId;
use otp::Kind;
use zeroize::Zeroizing;

use super::{
    CodeView, CopiedView, DigitsView, WhichCode,
    desk::Open,
    find,
    list::{code_view, digits},
    milliseconds, parse_id,
};
use crate::{Context, Failure, FailureCode, settings};

/// The digits to type now. An entry that counts moves on by one: the code it shows is the one that
/// was just used up.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::BadInput`] for an entry that makes no code now; for
/// an entry that counts those of saving, after which no code was used up.
pub async fn take_code(cx: &Context, id: &str) -> Result<DigitsView, Failure> {
    let id = parse_id(id)?;
    let (now, offset) = (cx.now(), cx.clock_offset());
    cx.on_open(move |open, chance| {
        open.vault.refresh()?;
        let entry = find(open.vault.contents(), id)?;
        if !matches!(entry.otp.kind, Kind::Hotp { .. }) {
            return digits(entry, now, offset).ok_or_else(no_code);
        }
        // Read and counted on under one lock: another program may have taken a code just now.
        let taken = open.update(chance, |contents| {
            let entry = find(contents, id)?;
            let Kind::Hotp { counter } = entry.otp.kind else {
                return Ok(None);
            };
            let Some(taken) = digits(entry, now, offset) else {
                return Ok(None);
            };
            contents.set_counter(&id, counter.saturating_add(1))?;
            contents.note_use(&id, now)?;
            Ok(Some(taken))
        })?;
        taken.ok_or_else(no_code)
    })
    .await
}

/// As [`take_code`], with all that the command line prints of the entry. Its counter is that of the
/// code to come.
///
/// # Errors
///
/// As [`take_code`].
pub async fn use_code(cx: &Context, id: &str) -> Result<CodeView, Failure> {
    let taken = take_code(cx, id).await?;
    let id = parse_id(id)?;
    let (now, offset) = (cx.now(), cx.clock_offset());
    cx.on_open(move |open, _| {
        let mut view = code_view(find(open.vault.contents(), id)?, now, offset);
        view.code = Some(taken.code);
        view.next_code = taken.next_code;
        Ok(view)
    })
    .await
}

/// Puts a code on the clipboard and says when it leaves it. An entry that counts moves on by one;
/// its next code is the one that it hands over, whichever is asked for. For the others it is noted
/// that they were used, and saved with the next change or when the vault is locked. A code that was
/// used up is handed over also when the clipboard does not take it.
///
/// # Errors
///
/// [`FailureCode::NoSuchEntry`]; [`FailureCode::ClipboardMissing`], after which no code was used up;
/// [`FailureCode::Locked`] when the vault was locked meanwhile.
pub async fn copy_code(cx: &Context, id: &str, which: WhichCode) -> Result<CopiedView, Failure> {
    cx.clipboard.open()?;
    let digits = take_code(cx, id).await?;
    let next = digits.next_code.as_ref();
    let text = match which {
        WhichCode::Next => next.unwrap_or(&digits.code),
        WhichCode::Current => &digits.code,
    };
    let counts = digits.valid_until_ms.is_none();
    let clears_at_ms = match cx.put_on_clipboard(&Zeroizing::new(text.clone())) {
        Ok(()) => Some(cx.clipboard_clears_at_ms()),
        Err(failure) if counts && failure.code == FailureCode::ClipboardMissing => {
            tracing::warn!(%failure, "a code is shown, but was not copied");
            None
        }
        Err(failure) => return Err(failure),
    };
    if !counts {
        count_use(cx, parse_id(id)?).await?;
    }
    Ok(CopiedView {
        clears_at_ms,
        digits,
    })
}

/// Saves what was copied since the last save, if anything was. Locking does it as well; a door that
/// lives long may do it now and then.
///
/// # Errors
///
/// [`FailureCode::Locked`] and those of saving. Nothing is lost: the next change carries it.
pub async fn save_uses(cx: &Context) -> Result<(), Failure> {
    cx.on_open(|open, chance| Ok(open.save_uses(chance)?)).await
}

async fn count_use(cx: &Context, id: EntryId) -> Result<(), Failure> {
    let now = cx.now();
    cx.on_open(move |open: &mut Open, _| {
        open.uses.count(id, now);
        Ok(())
    })
    .await
}

impl Context {
    /// Puts what came out of the vault on the clipboard. A vault that was locked while it was on its
    /// way has cleared the clipboard already, so it leaves it at once.
    pub(crate) fn put_on_clipboard(&self, text: &str) -> Result<(), Failure> {
        self.clipboard.put(text)?;
        if self.is_unlocked() {
            return Ok(());
        }
        self.clipboard.clear();
        Err(Failure::new(FailureCode::Locked, "locked"))
    }

    /// When what is put on the clipboard now will leave it, milliseconds since the Unix epoch.
    pub(crate) fn clipboard_clears_at_ms(&self) -> u64 {
        let after = u64::from(settings::read_settings(self).clear_clipboard_after_seconds);
        milliseconds(self.now() + Duration::from_secs(after))
    }
}

fn no_code() -> Failure {
    Failure::new(FailureCode::BadInput, "it makes no code now")
}
