//! A mail as it travels: plain text and the same as simple HTML.

use std::time::{Duration, UNIX_EPOCH};

use askama::Template;
use authority::Moment;
use lettre::{
    Message,
    message::{
        Mailbox, MultiPart,
        header::{HeaderName, HeaderValue},
    },
};

use super::Mail;

/// The HTML of a mail. Programs that show mail know little of style sheets, so its few colours stand
/// beside the words.
#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    language: &'static str,
    subject: &'a str,
    paragraphs: Vec<Paragraph<'a>>,
}

struct Paragraph<'a> {
    text: &'a str,
    is_link: bool,
    is_code: bool,
}

/// The letter that `mail` becomes; `None` when an address in it can be none.
pub(super) fn compose(mail: &Mail, id: &str, from: &Mailbox, now: Moment) -> Option<Message> {
    let to = Mailbox::new(None, mail.to.parse().ok()?);
    let seconds = u64::try_from(now.unix()).ok()?;
    let html = Html {
        language: mail.language.tag(),
        subject: &mail.subject,
        paragraphs: paragraphs(&mail.text),
    };
    let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
    Message::builder()
        .from(from.clone())
        .to(to)
        .subject(mail.subject.as_str())
        .date(UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        // Nobody's absence is to be told to us (RFC 3834 section 5).
        .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
        .multipart(MultiPart::alternative_plain_html(
            format!("{}\n", mail.text),
            html.render().ok()?,
        ))
        .ok()
}

fn paragraphs(text: &str) -> Vec<Paragraph<'_>> {
    text.split("\n\n")
        .map(|text| {
            let text = text.trim();
            let alone = !text.contains(char::is_whitespace);
            Paragraph {
                text,
                is_link: alone && (text.starts_with("https://") || text.starts_with("http://")),
                is_code: alone && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_the_same_twice_and_no_word_becomes_markup() {
        let text = "Hello <b>ana</b>,\n\nhttps://id.example.org/x?a=1&b=2\n\n123456";
        let mail = Mail::new("test", "ana@example.org", "A word".into(), text.into());
        let from: Mailbox = "Countersign <id@example.org>".parse().unwrap();
        let letter = compose(&mail, "7", &from, Moment::from_unix(1_800_000_000)).unwrap();
        let sent = String::from_utf8(letter.formatted()).unwrap();
        for part in [
            "From: Countersign <id@example.org>",
            "To: ana@example.org",
            "Subject: A word",
            "Date: Fri, 15 Jan 2027 08:00:00 +0000",
            "Message-ID: <7@example.org>",
            "Auto-Submitted: auto-generated",
            "Hello <b>ana</b>,",
            "multipart/alternative",
        ] {
            assert!(sent.contains(part), "{part} is missing in {sent}");
        }
        let html = Html {
            language: "en",
            subject: &mail.subject,
            paragraphs: paragraphs(&mail.text),
        };
        let html = html.render().unwrap();
        assert!(!html.contains("<b>"), "{html}");
        assert!(
            html.contains("href=\"https://id.example.org/x?a=1&#38;b=2\""),
            "{html}"
        );
    }

    #[test]
    fn an_address_with_a_line_in_it_gets_no_letter() {
        let from: Mailbox = "id@example.org".parse().unwrap();
        for to in ["ana@example.org\r\nBcc: eve@example.org", "ana", ""] {
            let mail = Mail::new("test", to, "s".into(), "t".into());
            assert!(
                compose(&mail, "7", &from, Moment::from_unix(0)).is_none(),
                "{to:?}"
            );
        }
    }
}
