//! What our mails say, in the language of the request that gives reason to them.
//!
//! No mail repeats what a stranger could have typed, no mail asks for a password, and every one says
//! which server it is from and what to do when one did not ask for it.

use std::time::Duration;

use authority::Moment;

use super::Mail;
use crate::words::here;

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
        let greeting = here().mail_hello(self.name);
        let text: Vec<&str> = std::iter::once(greeting.as_str())
            .chain(paragraphs.iter().copied())
            .collect();
        Mail::new(kind, self.to, subject, text.join("\n\n"))
    }
}

/// The link that leads to a new password. `life` is how long it does.
#[must_use]
pub fn reset(about: About<'_>, link: &str, life: Duration) -> Mail {
    let (words, server) = (here(), about.server);
    about
        .mail(
            "reset",
            words.mail_reset_subject(server),
            &[
                &words.mail_reset(server, span(life)),
                link,
                &words.mail_reset_not_you(),
            ],
        )
        .within(life)
}

/// The link to a new password after an administrator made the present one worthless. `life` is how long
/// it leads there.
#[must_use]
pub fn reset_by_administrator(about: About<'_>, link: &str, life: Duration) -> Mail {
    let (words, server) = (here(), about.server);
    about
        .mail(
            "reset-by-administrator",
            words.mail_ended_subject(server),
            &[
                &words.mail_ended(server, span(life)),
                link,
                &words.mail_ended_late(words.forgot_password(), server),
            ],
        )
        .within(life)
}

/// The password was changed at `at`.
#[must_use]
pub fn password_changed(about: About<'_>, at: Moment) -> Mail {
    let (words, server) = (here(), about.server);
    about.mail(
        "password-changed",
        words.mail_changed_subject(server),
        &[
            &words.mail_changed(words.moment(at), server),
            &words.mail_changed_not_you(words.forgot_password(), server),
        ],
    )
}

/// Since `at` the person can also sign in with another server, which people call `label`.
#[must_use]
pub fn upstream_linked(about: About<'_>, label: &str, at: Moment) -> Mail {
    let (words, server) = (here(), about.server);
    about.mail(
        "upstream-linked",
        words.mail_linked_subject(label, server),
        &[
            &words.mail_linked(label, words.moment(at), server),
            &words.mail_linked_not_you(server),
        ],
    )
}

/// Since `at` the person can no longer sign in with another server, which people call `label`.
#[must_use]
pub fn upstream_unlinked(about: About<'_>, label: &str, at: Moment) -> Mail {
    let (words, server) = (here(), about.server);
    about.mail(
        "upstream-unlinked",
        words.mail_unlinked_subject(label, server),
        &[
            &words.mail_unlinked(label, words.moment(at), server),
            &words.mail_address_not_you(),
        ],
    )
}

/// The link that shows that an address belongs to the person. `life` is how long it does.
#[must_use]
pub fn verify(about: About<'_>, link: &str, life: Duration) -> Mail {
    let (words, server) = (here(), about.server);
    about
        .mail(
            "verify",
            words.mail_verify_subject(server),
            &[
                &words.mail_verify(server, span(life)),
                link,
                &words.mail_verify_not_you(),
            ],
        )
        .within(life)
}

/// To the old address: the account has another one since `at`.
#[must_use]
pub fn address_changed(about: About<'_>, at: Moment) -> Mail {
    let (words, server) = (here(), about.server);
    about.mail(
        "address-changed",
        words.mail_address_subject(server),
        &[
            &words.mail_address(words.moment(at), server),
            &words.mail_address_not_you(),
        ],
    )
}

/// To the old address: another one was given and waits to be confirmed.
#[must_use]
pub fn address_change_asked(about: About<'_>) -> Mail {
    let (words, server) = (here(), about.server);
    about.mail(
        "address-change-asked",
        words.mail_asked_subject(server),
        &[&words.mail_asked(server), &words.mail_asked_not_you()],
    )
}

/// Somebody signed in at `at` in a way that was never seen of this person: `with` which program and
/// `from` which address.
#[must_use]
pub fn new_sign_in(about: About<'_>, at: Moment, with: &str, from: &str) -> Mail {
    let (words, server) = (here(), about.server);
    about.mail(
        "new-sign-in",
        words.mail_new_sign_in_subject(server),
        &[
            &words.mail_new_sign_in(from, words.moment(at), with, server),
            &words.mail_new_sign_in_you(),
            &words.mail_new_sign_in_not_you(words.where_signed_in(), server),
        ],
    )
}

/// A code to type on the page that asked for it. `life` is how long it counts.
#[must_use]
pub fn code(about: About<'_>, code: &str, life: Duration) -> Mail {
    let (words, server) = (here(), about.server);
    about
        .mail(
            "code",
            words.mail_code_subject(server),
            &[
                &words.mail_code_text(server, span(life)),
                code,
                &words.mail_code_not_you(),
            ],
        )
        .within(life)
}

fn span(life: Duration) -> String {
    match life.as_secs() / 60 {
        minutes @ 0..=119 => here().span_minutes(minutes),
        minutes => here().span_hours(minutes / 60),
    }
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
}
