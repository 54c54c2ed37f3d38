//! The sentences of the command line: what happened, and what it means or what to do.

use commands::{FailureCode, approvals::NotMeView, codes::OtherQr};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// What happened, and a hint.
pub(crate) struct Words {
    pub(crate) message: &'static str,
    pub(crate) hint: &'static str,
}

/// A moment in Unix seconds as people read it.
pub(crate) fn moment(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_else(|| seconds.to_string())
}

/// A code as programs read it, in snake case.
pub(crate) fn name(code: FailureCode) -> String {
    let mut name = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

pub(crate) fn words(code: FailureCode) -> Words {
    let (message, hint) = of(code);
    Words { message, hint }
}

/// A password is to be chosen, and nobody can be asked.
pub(crate) const NO_PASSWORD: &str =
    "No password was given: use --password-stdin or --password-file, or run this in a terminal.";
/// The old password was given and nothing after it.
pub(crate) const NO_NEW_PASSWORD: &str = "The new password is missing. It comes from standard input: after the old one on a line of its own, or alone with --password-file. Nothing was changed.";
/// Two prompts got different answers.
pub(crate) const PASSWORDS_DIFFER: &str = "The two passwords differ. Nothing was changed.";
/// Password and addresses would both be read from standard input.
pub(crate) const ONE_INPUT_FOR_TWO: &str =
    "Both the password and the addresses come from standard input: use --password-file.";
/// Both the password and recovery codes would be read from standard input.
pub(crate) const ONE_INPUT_FOR_CODES: &str =
    "Both the password and the recovery codes come from standard input: use --password-file.";
/// Recovery codes are typed at a terminal.
pub(crate) const TYPE_CODES: &str = "Paste the recovery codes, then press Ctrl+D on an empty line.";
/// The arguments stop before they say what to do.
pub(crate) const NO_VERB: &str = "The arguments do not say what to do.";
/// Beside a recovery key that was just made.
pub(crate) const RECOVERY_KEY: &str =
    "Write the recovery key down now: it is not shown again. Whoever has it opens the vault.";
/// What asks for a recovery key.
pub(crate) const RECOVERY_KEY_PROMPT: &str = "Recovery key: ";
/// One is to be kept, and it is not there.
pub(crate) const NO_RECOVERY_KEY: &str = "The recovery key is missing. It comes from standard input, on the line after the passwords. Nothing was changed.";
/// The vault is new to this computer.
pub(crate) const FIRST_SEEN: &str = "This computer sees this vault for the first time: an older copy would not have been noticed. From now on it will be.";
/// The file or its directory cannot be written.
pub(crate) const READ_ONLY: &str = "The vault cannot be written here: it is open for reading only.";
/// The keychain keeps the key of the seal.
pub(crate) const END_NOT_CHECKED: &str =
    "The keychain is out of reach: whether decisions at the end are missing was not checked.";
/// What a look at the chain and at the servers found when it found nothing, and what was not looked at.
pub(crate) fn nothing_wrong(end_checked: bool, servers_not_asked: usize) -> String {
    let end = (!end_checked).then(|| "the end of the chain".to_owned());
    let servers = match servers_not_asked {
        0 => None,
        1 => Some("1 server".to_owned()),
        many => Some(format!("{many} servers")),
    };
    let open: Vec<String> = end.into_iter().chain(servers).collect();
    match open.is_empty() {
        true => "Nothing is wrong.".to_owned(),
        false => format!(
            "Nothing is wrong as far as it was looked at. Not checked: {}.",
            open.join(" and ")
        ),
    }
}

/// In the place of requests.
pub(crate) const BURST: &str = "Too many requests came that nobody here began. Somebody may know your password. Deny what is not yours with --not-me:";

/// Beside recovery codes that were just made.
pub(crate) const ENROLLED_CODES: &str = "You have no other way in there. If you lose this computer, these codes are the only one: write them down now, each is good once and none is shown again.";

/// After signing out of a server that still counts this computer as a factor.
pub(crate) fn still_a_factor(page: Option<&str>) -> String {
    let page = page.map_or_else(|| ".".to_owned(), |page| format!(": {page}"));
    format!(
        "This computer still counts as a way to approve there. Take it away on the account page{page}"
    )
}

/// A choice is for push tokens alone.
pub(crate) const NO_CHOICE: &str =
    "That request has nothing to pick: --choice is for push tokens. Nothing was answered.";
/// A reason is for push tokens alone.
pub(crate) const NO_REASON: &str = "That request takes no reason: --reason is for push tokens, --not-me for the others. Nothing was answered.";
/// A number is for accounts alone.
pub(crate) const NO_NUMBER: &str =
    "A push token takes no number: pick with --choice what the page shows. Nothing was answered.";
/// Before a token is enrolled.
pub(crate) const ENROLLING_PUSH: &str = "Making a key and enrolling it.";
/// After a token was removed.
pub(crate) const PUSH_REMOVED: &str =
    "Removed here. Its server still has it: ask whoever runs it to remove it there too.";

/// Decisions that no server can be asked about.
pub(crate) fn pushes(count: u64) -> String {
    format!(
        "{count} of them answered push tokens: their servers keep no record to compare with, so only the chain and the signatures were checked."
    )
}

/// What was done after "this was not me", and what was not.
pub(crate) fn not_me(done: &NotMeView) -> Vec<String> {
    let mut lines = vec![match done.denied {
        true => "Denied.".to_owned(),
        false => "Nobody knows whether the server took the denial.".to_owned(),
    }];
    lines.push(match done.asking_session_ended {
        Some(true) => "What asked is over.".to_owned(),
        Some(false) => "What asked is not over.".to_owned(),
        None => "Whether what asked is over is not known.".to_owned(),
    });
    lines.push(match &done.sessions_ended {
        Some(ended) => format!("Ended {} other sessions.", ended.sessions),
        None => "Whether other sessions ended is not known.".to_owned(),
    });
    let until = done.muted_until_ms.map(|ms| ms.div_euclid(1000));
    let until = until.and_then(|seconds| u64::try_from(seconds).ok());
    lines.extend(until.map(|until| format!("Nothing is shown until {}.", moment(until))));
    lines.push(match done.recorded {
        true => "The server wrote it down.".to_owned(),
        false => "Whether the server wrote it down is not known.".to_owned(),
    });
    let page = done.password_page.as_ref();
    lines.extend(page.map(|page| format!("Change your password: {page}")));
    lines
}

/// What is to be said of a change that is saved and not as safe as it should be.
pub(crate) fn trouble(code: FailureCode) -> &'static str {
    match code {
        FailureCode::Unconfirmed => {
            "What you changed is in the vault; do not repeat it. The disk did not confirm it, and a loss of power could still undo it: make a backup on another disk."
        }
        _ => {
            "What you changed is saved. Its backup could not be made, or not in the folder you chose."
        }
    }
}

/// Where to read how arguments are put.
pub(crate) const SEE_HELP: &str = "See countersign --help.";

/// How an account is called.
pub(crate) fn label(issuer: &str, account: &str) -> String {
    match (issuer, account) {
        ("", account) => account.to_owned(),
        (issuer, "") => issuer.to_owned(),
        (issuer, account) => format!("{issuer} ({account})"),
    }
}

/// What a QR code holds that adds no entry.
pub(crate) fn other_qr(other: OtherQr) -> &'static str {
    match other {
        OtherQr::GoogleMigration => {
            "A QR code holds an export of Google Authenticator, which is not read here."
        }
        OtherQr::BadLink => {
            "A QR code is meant for authenticators, and Countersign cannot read it."
        }
        OtherQr::Web => "A QR code holds a web address.",
        OtherQr::Wifi => "A QR code holds a wireless network.",
        OtherQr::Contact => "A QR code holds a visiting card.",
        OtherQr::Text => "A QR code holds some other text.",
    }
}

const UNCHANGED: &str = "The file was not changed.";
const NOTHING_LOST: &str = "Nothing was lost. Try again later.";

fn of(code: FailureCode) -> (&'static str, &'static str) {
    use FailureCode as F;
    match code {
        F::WrongCredential => (
            "That password does not open the vault.",
            "Check Caps Lock and the keyboard layout, then try again.",
        ),
        F::Locked => (
            "The vault is locked.",
            "Give the password with --password-stdin or --password-file, or run this in a terminal.",
        ),
        F::Damaged => (
            "The vault is damaged: it was cut short or altered.",
            "The file was not changed. Open a backup from the backups folder with --vault.",
        ),
        F::ForeignFile => ("That file is not a Countersign vault.", UNCHANGED),
        F::NewerFormat => (
            "A newer version of Countersign wrote this file.",
            "The file was not changed. Update Countersign to open it.",
        ),
        F::RefusedCost => (
            "The key derivation would cost more, or less, than is allowed here.",
            "The file was not changed. Close other programs, or open it on a machine with more memory.",
        ),
        F::NoVault => (
            "There is no vault here.",
            "Make one with: countersign vault create",
        ),
        F::VaultExists => (
            "There is a vault already.",
            "It was not touched. Choose another place with --vault.",
        ),
        F::ChangedElsewhere => (
            "Another program replaced the keys of the vault.",
            "Nothing was written. Unlock the vault again.",
        ),
        F::OlderCopy => (
            "The vault is an older copy than the one this computer has seen.",
            "Nothing was written. Look for the newer file; to go on with this one: countersign vault confirm-copy",
        ),
        F::DivergedCopy => (
            "The vault is another copy than the one this computer has seen: both were changed.",
            "Nothing was written. Keep both files: after countersign vault confirm-copy the other can be brought in with countersign vault merge FILE.",
        ),
        F::LedgerUnreadable => (
            "What this computer remembers of its accounts cannot be read.",
            "The file was not changed, and the vault is another one. Update Countersign, or move ledger.sqlite3 away and sign in again.",
        ),
        F::DiskFull => (
            "The disk is full.",
            "Nothing was changed. Make room and try again.",
        ),
        F::Storage => (
            "A file could not be read or written.",
            "What was there before is unchanged.",
        ),
        F::WeakPassword => (
            "That password is too easy to guess.",
            "Use at least 12 characters; several unrelated words are good.",
        ),
        F::BadLink => (
            "That is not an address that adds an entry.",
            "Nothing was added. An address begins with otpauth:// and holds a secret.",
        ),
        F::BadKey => (
            "That key cannot be read.",
            "Nothing was added. Keys are written with the letters A to Z and the digits 2 to 7.",
        ),
        F::BadInput => ("A value does not make sense.", "Nothing was changed."),
        F::UnsupportedKind => (
            "Countersign makes no codes of that kind.",
            "Nothing was added.",
        ),
        F::Duplicate => ("That entry is in the vault already.", "Nothing was added."),
        F::NoSuchEntry => (
            "No entry fits.",
            "See them all with: countersign codes list",
        ),
        F::BadIssuer => (
            "That server address cannot be used.",
            "It must begin with https://, or be on this machine.",
        ),
        F::IssuerMismatch => (
            "The server calls itself by another name than it was asked under.",
            "No sign-in was started. Use the address that the server names.",
        ),
        F::NotAServer => (
            "No sign-in server answers at that address.",
            "No sign-in was started. Check the address.",
        ),
        F::ServerAway => ("The server does not answer.", NOTHING_LOST),
        F::ServerRefused => ("The server refused.", NOTHING_LOST),
        F::SignInDenied => (
            "The sign-in was declined in the browser.",
            "No account was added.",
        ),
        F::SignInTimedOut => (
            "Nobody came back from the browser in time.",
            "No account was added. Start again.",
        ),
        F::SignInCancelled => ("The sign-in was stopped.", "No account was added."),
        F::SignInRefused => (
            "The answer of the server could not be trusted.",
            "Nothing of it was kept, and no account was added. Try again; if it stays so, tell whoever runs the server.",
        ),
        F::SignInAgain => (
            "The server no longer accepts this sign-in.",
            "Sign in again with: countersign accounts add ISSUER",
        ),
        F::NoSuchAccount => (
            "No account fits.",
            "See them all with: countersign accounts list",
        ),
        F::NoSuchSession => (
            "There is no such session; it may have ended already.",
            "See them all with: countersign sessions list",
        ),
        F::WrongNumber => (
            "That is not the number on the page that asks.",
            "Nothing was approved. Compare the page and try again; after three wrong numbers the request is denied.",
        ),
        F::IsPushToken => (
            "That address enrols a push token; it adds no entry.",
            "Nothing was added. Enrol it with: countersign approvals push add LINK",
        ),
        F::NeedsInsisting => (
            "The enrolment asks for something that is not safe.",
            "Nothing was enrolled. Ask whoever runs the server; with --insist it is done all the same.",
        ),
        F::WrongChoice => (
            "That is not what the page that asks shows.",
            "Nothing was approved, and this computer does not ask again for that sign-in. Start it anew if it is yours.",
        ),
        F::NoSuchPushToken => (
            "No push token fits.",
            "See them all with: countersign approvals push list",
        ),
        F::OtherServerKey => (
            "A question does not come from the server that enrolled the push token.",
            "It is not shown, and nothing was answered. If it stays so, ask whoever runs the server whether the token was enrolled anew.",
        ),
        F::ApprovalOver => (
            "The request was answered already, or its time is over.",
            "Nothing was changed. Start the sign-in again if it was yours.",
        ),
        F::NoSuchApproval => (
            "No such request waits for this computer.",
            "See them all with: countersign approvals list",
        ),
        F::BurstStands => (
            "Too many requests came that nobody here began.",
            "Nothing was approved. Look at them first; whoever asks so often may know your password.",
        ),
        F::FreshFactorNeeded => (
            "The server wants your second factor of the last ten minutes for this.",
            "Nothing was changed. Sign in again with: countersign accounts add ISSUER",
        ),
        F::LastFactor => (
            "The server wants a second factor, and this computer is the last one.",
            "Nothing was changed: it still answers. Set up another factor on the account page first.",
        ),
        F::NotEnrolled => (
            "This computer does not answer for that account.",
            "Enrol it with: countersign approvals enrol --name NAME",
        ),
        F::AuditBroken => (
            "The record of what you answered is not as it was written.",
            "Nothing was changed. Keep a copy of ledger.sqlite3 and of what audit verify says, and ask whoever runs the server.",
        ),
        F::NotSupported => (
            "This server cannot do that.",
            "What it can do is listed by: countersign accounts list --json",
        ),
        F::AccountInUse => (
            "Another program is refreshing this account right now.",
            "Nothing was lost. Try again in a moment.",
        ),
        F::KeychainMissing => (
            "No keychain answers on this machine.",
            "Nothing was written in the clear. Start a Secret Service, such as GNOME Keyring or KeePassXC.",
        ),
        F::KeychainLocked => (
            "The keychain is locked.",
            "Nothing was lost. Unlock it and try again.",
        ),
        F::KeychainRefused => ("The keychain refused.", "Nothing was written in the clear."),
        F::BrowserMissing => (
            "No browser could be opened.",
            "No account was added. Name one with COUNTERSIGN_BROWSER.",
        ),
        F::ClipboardMissing => (
            "The clipboard is out of reach.",
            "Show the code instead: countersign codes show QUERY",
        ),
        F::ReadOnly => (
            "The vault is open for reading only.",
            "Nothing was changed. If it is an older copy, go on with it by: countersign vault confirm-copy",
        ),
        F::Busy => (
            "Another program is writing to the vault.",
            "Nothing was changed. Try again in a moment.",
        ),
        F::BadRecoveryKey => (
            "That recovery key is incomplete or mistyped.",
            "Compare it with the printed sheet, group by group.",
        ),
        F::KeychainSlotGone => (
            "The keychain no longer holds the key of this vault.",
            "Nothing was lost. Unlock the vault with the password.",
        ),
        F::NotThisVault => ("The file is another vault.", UNCHANGED),
        F::NothingFound => (
            "No QR code was found.",
            "Nothing was added. A larger or sharper picture may help.",
        ),
        F::HotkeyRefused => (
            "The system does not give up these keys.",
            "Choose others, or bind countersign-desktop --quick to keys in the desktop's settings.",
        ),
        F::ScreenRefused => (
            "The system does not let the screen be looked at.",
            "Nothing was added. Save a picture of the screen and name the file.",
        ),
        F::TooMany => (
            "That is more than can be done at once.",
            "Nothing was changed. Ask for less.",
        ),
        F::BadPicture => (
            "The picture cannot be used.",
            "Nothing was changed. Use a PNG, JPEG, WebP, GIF or BMP file.",
        ),
        F::NoCodesLeft => (
            "All recovery codes of this account are spent.",
            "Sign in there, ask for new ones and store them with: countersign recovery add ACCOUNT",
        ),
        F::Unconfirmed => (
            "The vault is saved, but the system does not vouch that it survives a loss of power.",
            "The change is in the file; do not repeat it. Make a backup on another disk.",
        ),
        F::Internal => (
            "Countersign made a mistake.",
            "Nothing was changed. Please report it with the details.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_looked_at_is_not_called_right() {
        assert_eq!(nothing_wrong(true, 0), "Nothing is wrong.");
        let part = "Nothing is wrong as far as it was looked at. Not checked: ";
        assert_eq!(nothing_wrong(true, 1), format!("{part}1 server."));
        let both = format!("{part}the end of the chain and 2 servers.");
        assert_eq!(nothing_wrong(false, 2), both);
    }

    #[test]
    fn whoever_signed_out_is_told_where_to_take_the_computer_away() {
        assert!(still_a_factor(None).ends_with("on the account page."));
        let page = "https://id.example/account";
        assert!(still_a_factor(Some(page)).ends_with(page));
    }
}
