//! What a person is told by mail when a sign-in is unlike all before it: the first on a device, or in
//! a country. Nothing depends on that mail; the session began either way.

use authority::{Moment, risk::Signal};

use super::weigh::address;
use crate::{
    Server,
    mail::texts,
    refusal::Refusal,
    routes::request::browser::Browser,
    state::DAY,
    store::{Message, User, Work},
    words,
};

/// What was never seen of a sign-in before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct New {
    pub(super) device: bool,
    pub(super) place: bool,
}

impl New {
    /// With the reasons that a sign-in was weighed by, as they are stored.
    pub(super) fn read(device: bool, reasons: Option<&str>) -> Self {
        let is_place = |line: &str| line.split(' ').next() == Some(Signal::NewPlace.as_str());
        Self {
            device,
            place: reasons.is_some_and(|reasons| reasons.lines().any(is_place)),
        }
    }
}

/// Hands in the mail about a sign-in that was like none before; several in an hour at most. On the day
/// an account is made its first device is expected.
pub(super) async fn tell(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: &User,
    new: New,
    is_first_device: bool,
) -> Result<(), Refusal> {
    let now = server.now();
    let expected = is_first_device && now < user.created_at.plus(DAY);
    let told = server.config().notices.new_sign_in && server.mailer().is_ready();
    if !(new.device || new.place) || expected || !told {
        return Ok(());
    }
    let (subject, target) = (format!("user:{}", user.id), server.pseudonym(&user.email));
    let message = Message {
        kind: "notice",
        subject: &subject,
        target: &target,
    };
    if !work.messages().before(message, now).await?.allow_notice() {
        return Ok(());
    }
    let id = data_encoding::HEXLOWER.encode(&server.draw::<16>()?);
    work.messages().add(&id, message, now).await?;
    let mail = written(server, browser, user, now);
    Ok(server.tell(work, &mail).await?)
}

fn written(server: &Server, browser: &Browser, user: &User, now: Moment) -> crate::mail::Mail {
    // Names of browsers and systems are known ones; what a program calls itself otherwise is whatever
    // a stranger wants the person to read.
    let plain = |text: &&String| text.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ');
    let (words, agent) = (words::here(), browser.agent());
    let browser_name = agent.browser.as_ref().filter(plain);
    let with = match (browser_name, agent.os.as_ref().filter(plain)) {
        (Some(name), Some(os)) => words.on_system(name, os),
        (Some(name), None) => name.clone(),
        (None, _) => words.mail_signed_in_unknown(),
    };
    let place = server.places().place(address(browser));
    let from = match place.country {
        Some(country) => format!("{} ({country})", browser.ip),
        None => browser.ip.clone(),
    };
    texts::new_sign_in(server.about(user, &server.name()), now, &with, &from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_new_when_the_sign_in_was_weighed_so() {
        let new = |device, reasons| New::read(device, reasons);
        assert!(new(false, Some("new_device 25\nnew_place 25")).place);
        assert!(!new(false, Some("new_device 25\nnew_network 10")).place);
        assert_eq!(new(false, None), New::default());
    }
}
