//! The clipboard: a code goes on it marked as secret, and leaves it if it is still there.
//!
//! A program that is killed cannot clear the clipboard; nothing here pretends otherwise.

use std::sync::{Mutex, MutexGuard, PoisonError};

use arboard::Clipboard as System;
use zeroize::Zeroizing;

use crate::{
    Context, Failure, FailureCode,
    codes::{Grey, check_size},
};

/// The clipboard of the desktop, opened at the first copy.
#[derive(Default)]
pub(crate) struct Clipboard {
    held: Mutex<Option<Held>>,
}

/// What was put on the clipboard, and the connection that has to stay open for others to paste it.
struct Held {
    system: System,
    text: Zeroizing<String>,
}

/// Takes a copied code off the clipboard, if it still holds it.
pub fn clear_clipboard(cx: &Context) {
    cx.clipboard.clear();
}

impl Clipboard {
    /// Makes sure that there is a clipboard.
    pub(crate) fn open(&self) -> Result<(), Failure> {
        let mut held = self.hold();
        if held.is_none() {
            let system = System::new().map_err(|error| missing(&error))?;
            *held = Some(Held {
                system,
                text: Zeroizing::default(),
            });
        }
        Ok(())
    }

    /// Puts `text` on the clipboard, kept out of histories and clouds where the system knows how.
    pub(crate) fn put(&self, text: &str) -> Result<(), Failure> {
        let mut held = self.hold();
        let mut system = match held.take() {
            Some(before) => before.system,
            None => System::new().map_err(|error| missing(&error))?,
        };
        set_secret(&mut system, text).map_err(|error| missing(&error))?;
        *held = Some(Held {
            system,
            text: Zeroizing::new(text.to_owned()),
        });
        Ok(())
    }

    /// The picture on the clipboard, which stays there.
    pub(crate) fn picture(&self) -> Result<Grey, Failure> {
        let mut held = self.hold();
        let picture = match held.as_mut() {
            Some(held) => held.system.get_image(),
            None => System::new().and_then(|mut system| system.get_image()),
        };
        let picture = picture.map_err(|error| match error {
            arboard::Error::ContentNotAvailable => {
                Failure::new(FailureCode::NothingFound, "no picture on the clipboard")
            }
            other => missing(&other),
        })?;
        check_size(picture.width as u64, picture.height as u64)?;
        Ok(Grey::new(&picture.bytes, picture.width, picture.height))
    }

    /// Empties the clipboard if it still holds what was put there.
    pub(crate) fn clear(&self) {
        let Some(Held { mut system, text }) = self.hold().take() else {
            return;
        };
        match system.get_text().map(Zeroizing::new) {
            Ok(now) if !text.is_empty() && *now == *text => {
                if let Err(error) = system.clear() {
                    tracing::warn!(%error, "the clipboard could not be cleared");
                }
            }
            // Something else was copied since, or nothing that is text: not ours to remove.
            _ => {}
        }
    }

    fn hold(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn missing(error: &arboard::Error) -> Failure {
    Failure::of(FailureCode::ClipboardMissing, error)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn set_secret(system: &mut System, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux;
    system.set().exclude_from_history().text(text)
}

#[cfg(target_os = "macos")]
fn set_secret(system: &mut System, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtApple;
    system.set().exclude_from_history().text(text)
}

#[cfg(windows)]
fn set_secret(system: &mut System, text: &str) -> Result<(), arboard::Error> {
    use arboard::SetExtWindows;
    system
        .set()
        .exclude_from_monitoring()
        .exclude_from_cloud()
        .exclude_from_history()
        .text(text)
}
