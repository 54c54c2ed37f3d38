//! The recovery sheet: a key that is shown once, and asked back.

use ::vault::RecoveryKey;
use data_encoding::{BASE64, HEXLOWER};
use zeroize::Zeroizing;

use super::{AskedGroup, RecoverySheetView};
use crate::{
    Context, Failure,
    context::{hold, unix_milliseconds},
};

/// What is needed to ask for groups of the sheet that was shown last. Wiped on drop.
pub(crate) struct Sheet(Zeroizing<Vec<String>>);

/// Whether two groups that the person typed are those of the sheet that was shown last. Case and
/// what is easily mixed up do not count.
#[must_use]
pub fn check_recovery_groups(cx: &Context, first: &AskedGroup, second: &AskedGroup) -> bool {
    hold(&cx.sheet)
        .as_ref()
        .is_some_and(|sheet| sheet.has(first) && sheet.has(second))
}

/// Forgets the sheet that was shown last.
pub fn forget_recovery_sheet(cx: &Context) {
    *hold(&cx.sheet) = None;
}

/// The sheet of a key that was just made.
pub(super) fn show(
    cx: &Context,
    key: &RecoveryKey,
    vault_id: &[u8; 16],
) -> Result<RecoverySheetView, Failure> {
    let groups = key.groups();
    let picture = otp::draw_svg(&key.to_text())?;
    let view = RecoverySheetView {
        groups: groups.to_vec(),
        qr: format!(
            "data:image/svg+xml;base64,{}",
            BASE64.encode(picture.as_bytes())
        ),
        vault_id: HEXLOWER.encode(vault_id),
        created_at_ms: unix_milliseconds(cx.now()),
        path: cx.paths().vault.display().to_string(),
    };
    *hold(&cx.sheet) = Some(Sheet(groups));
    Ok(view)
}

impl Sheet {
    fn has(&self, asked: &AskedGroup) -> bool {
        let group = usize::try_from(asked.at).ok().and_then(|at| self.0.get(at));
        group.is_some_and(|group| *plain(group) == *plain(&asked.text))
    }
}

/// As the vault reads a recovery key.
fn plain(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    plain.extend(
        text.chars()
            .filter(|letter| !letter.is_whitespace() && *letter != '-')
            .map(|letter| match letter.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            }),
    );
    plain
}
