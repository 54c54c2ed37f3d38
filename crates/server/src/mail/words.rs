//! What our mails say: every subject and every sentence, ready to be said in another language.
//!
//! No mail repeats what a stranger could have typed, no mail asks for a password, and every one says
//! which server it is from and what to do when one did not ask for it.

use std::time::Duration;

use authority::Moment;

use super::Mail;

/// Whom a mail is for, and which server it is from.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// Where it goes.
    pub to: &'a str,
    /// The name the person signs in with.
    pub name: &'a str,
    /// The server as people know it: the host of the issuer.
    pub server: &'a str,
}

impl About<'_> {
    fn mail(self, kind: &str, subject: String, paragraphs: &[&str]) -> Mail {
        let greeting = format!("Hello {},", self.name);
        let text: Vec<&str> = std::iter::once(greeting.as_str())
            .chain(paragraphs.iter().copied())
            .collect();
        Mail::new(kind, self.to, subject, text.join("\n\n"))
    }
}

/// The link that leads to a new password. `life` is how long it does.
#[must_use]
pub fn reset(about: About<'_>, link: &str, life: Duration) -> Mail {
    let server = about.server;
    about
        .mail(
            "reset",
            format!("A new password for {server}"),
            &[
                &format!(
                    "somebody asked for a new password for your account at {server}. If it was \
                     you, choose one here within {}:",
                    span(life)
                ),
                link,
                "If it was not you, there is nothing to do: your password stays as it is. Give this \
                 link to nobody.",
            ],
        )
        .within(life)
}

/// The link to a new password after an administrator made the present one worthless. `life` is how long
/// it leads there.
#[must_use]
pub fn reset_by_administrator(about: About<'_>, link: &str, life: Duration) -> Mail {
    let server = about.server;
    about
        .mail(
            "reset-by-administrator",
            format!("A new password for {server} is needed"),
            &[
                &format!(
                    "an administrator of {server} ended your password, and you were signed out \
                     everywhere. Choose a new one here within {}:",
                    span(life)
                ),
                link,
                &format!(
                    "Too late? Open {server} by typing its address and choose \"Forgot your \
                     password?\". Give this link to nobody."
                ),
            ],
        )
        .within(life)
}

/// The password was changed at `at`.
#[must_use]
pub fn password_changed(about: About<'_>, at: Moment) -> Mail {
    let server = about.server;
    about.mail(
        "password-changed",
        format!("Your password for {server} was changed"),
        &[
            &format!(
                "the password of your account at {server} was changed on {}. Everywhere else you \
                 were signed in, you were signed out.",
                written(at)
            ),
            &format!(
                "If it was not you, open {server} by typing its address, choose \"Forgot your \
                 password?\", and tell whoever runs the server."
            ),
        ],
    )
}

/// The link that shows that an address belongs to the person. `life` is how long it does.
#[must_use]
pub fn verify(about: About<'_>, link: &str, life: Duration) -> Mail {
    let server = about.server;
    about
        .mail(
            "verify",
            format!("Confirm your mail address for {server}"),
            &[
                &format!(
                    "this address was given for an account at {server}. Confirm within {} that it \
                     is yours:",
                    span(life)
                ),
                link,
                "If you know nothing of it, there is nothing to do.",
            ],
        )
        .within(life)
}

/// To the old address: the account has another one since `at`.
#[must_use]
pub fn address_changed(about: About<'_>, at: Moment) -> Mail {
    let server = about.server;
    about.mail(
        "address-changed",
        format!("Your account at {server} has another mail address"),
        &[
            &format!(
                "since {} your account at {server} has another mail address. Mails about it no \
                 longer arrive here.",
                written(at)
            ),
            "If it was not you, tell whoever runs the server at once.",
        ],
    )
}

/// To the old address: another one was given and waits to be confirmed.
#[must_use]
pub fn address_change_asked(about: About<'_>) -> Mail {
    let server = about.server;
    about.mail(
        "address-change-asked",
        format!("Another mail address for your account at {server}"),
        &[
            &format!(
                "somebody who knows your password asked to give your account at {server} another \
                 mail address. It will count once it was confirmed there."
            ),
            "If it was not you, change your password now.",
        ],
    )
}

/// Somebody signed in at `at` in a way that was never seen of this person: `with` which program and
/// `from` which address.
#[must_use]
pub fn new_sign_in(about: About<'_>, at: Moment, with: &str, from: &str) -> Mail {
    let server = about.server;
    about.mail(
        "new-sign-in",
        format!("A new sign-in to your account at {server}"),
        &[
            &format!(
                "on {} somebody signed in to your account at {server} with {with}, from {from}. You \
                 had not signed in like this before.",
                written(at)
            ),
            "If it was you, there is nothing to do.",
            &format!(
                "If it was not you, open {server} by typing its address, end that sign-in under \
                 \"Where you are signed in\", and change your password."
            ),
        ],
    )
}

/// A code to type on the page that asked for it. `life` is how long it counts.
#[must_use]
pub fn code(about: About<'_>, code: &str, life: Duration) -> Mail {
    let server = about.server;
    about
        .mail(
            "code",
            format!("Your code for {server}"),
            &[
                &format!(
                    "this is your code for {server}. It counts for {} on the page that asked for it:",
                    span(life)
                ),
                code,
                "If you did not just sign in, somebody knows your password: change it. Give this \
                 code to nobody, whoever asks.",
            ],
        )
        .within(life)
}

fn span(life: Duration) -> String {
    match life.as_secs() / 60 {
        minutes @ 0..=119 => format!("{minutes} minutes"),
        minutes => format!("{} hours", minutes / 60),
    }
}

/// A moment as people write it, in UTC since we do not know where they are.
fn written(at: Moment) -> String {
    use time::macros::format_description;
    let form =
        format_description!("[day padding:none] [month repr:long] [year] at [hour]:[minute] UTC");
    time::OffsetDateTime::from_unix_timestamp(at.unix())
        .ok()
        .and_then(|at| at.format(&form).ok())
        .unwrap_or_else(|| "an unknown day".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: About<'_> = About {
        to: "ana@example.org",
        name: "ana",
        server: "id.example.org",
    };

    #[test]
    fn a_link_and_a_code_stand_alone_and_say_how_long_they_count() {
        let link = "https://id.example.org/reset/new?code=x";
        let mail = reset(ABOUT, link, Duration::from_secs(900));
        assert!(
            mail.text.contains(&format!("\n\n{link}\n\n")),
            "{}",
            mail.text
        );
        assert!(mail.text.contains("within 15 minutes"), "{}", mail.text);
        assert_eq!(mail.lives_seconds, 900);
        let mail = verify(ABOUT, link, Duration::from_secs(86_400));
        assert!(mail.text.contains("within 24 hours"), "{}", mail.text);
        let mail = code(ABOUT, "123456", Duration::from_secs(600));
        assert!(mail.text.contains("\n\n123456\n\n"), "{}", mail.text);
    }

    #[test]
    fn a_moment_is_written_out() {
        assert_eq!(
            written(Moment::from_unix(1_800_000_000)),
            "15 January 2027 at 08:00 UTC"
        );
    }
}
