//! Pages about passwords and mail addresses.

use askama::Template;
use http::StatusCode;

/// Asks whose password is forgotten: `POST /reset` with `csrf` and `name`.
#[derive(Debug, Clone, Template)]
#[template(path = "reset.html")]
pub struct AskReset {
    /// The form token.
    pub csrf: String,
    /// What was typed before; empty at first.
    pub name: String,
    /// A whole sentence about what went wrong.
    pub error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// Asks for a new password: `POST` to `action` with `csrf`, `code`, `current`, `password` and `again`.
#[derive(Debug, Clone, Template)]
#[template(path = "new_password.html")]
pub struct NewPassword {
    /// The form token.
    pub csrf: String,
    /// Where the form goes.
    pub action: &'static str,
    /// The secret of the link; empty when the present password gives the right.
    pub code: String,
    /// Whose password it is.
    pub name: String,
    /// What is wrong with the present password that was typed.
    pub current_error: Option<String>,
    /// What is wrong with the new one, a sentence each.
    pub reasons: Vec<String>,
    /// What the new one has to be like.
    pub rules: Vec<String>,
    /// The most characters that the fields take.
    pub max_length: usize,
    /// The server as people know it.
    pub server: String,
}

/// Asks to confirm an address: `POST /verify` with `csrf` and `code`.
#[derive(Debug, Clone, Template)]
#[template(path = "verify.html")]
pub struct ConfirmEmail {
    /// The form token.
    pub csrf: String,
    /// The secret of the link.
    pub code: String,
    /// The address.
    pub email: String,
    /// Whose it will be.
    pub name: String,
    /// The server as people know it.
    pub server: String,
}

/// Asks for another address: `POST /account/email` with `csrf`, `email` and `password`, or with `csrf`
/// and `again` for another link to the present one.
#[derive(Debug, Clone, Template)]
#[template(path = "change_email.html")]
pub struct ChangeEmail {
    /// The form token.
    pub csrf: String,
    /// The present address.
    pub present: String,
    /// Whether it is known to be theirs.
    pub verified: bool,
    /// What was typed before; empty at first.
    pub email: String,
    /// What is wrong with it.
    pub email_error: Option<String>,
    /// What is wrong with the password.
    pub password_error: Option<String>,
    /// The server as people know it.
    pub server: String,
}

/// One step is over: what happened, and where it goes on.
#[derive(Debug, Clone, Template)]
#[template(path = "step.html")]
pub struct Step {
    /// The status of the answer.
    pub status: StatusCode,
    /// The heading.
    pub title: String,
    /// What happened.
    pub text: String,
    /// What to do when that was not what the person wanted.
    pub hint: Option<String>,
    /// Where it goes on: an address of ours, and its name.
    pub go: Option<(&'static str, String)>,
}
