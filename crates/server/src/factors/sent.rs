//! Codes that the server sends: by mail, or by text message through the operator's gateway.
//!
//! A code has six digits, ten minutes and three tries. It is kept as a keyed hash beside the question
//! it answers, which one session or one sign-in under way holds, and a try is spent before the code is
//! looked at. Of both kinds only as many leave as [`authority::factor::sending`] allows.

use authority::{
    audit::Event,
    factor::{Kind, SENT_LIFE, SENT_TRIES, Sent, sending::Before},
};
use protocol::FactorId;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::{Has, sealed, typed};
use crate::{
    Server,
    config::Sms,
    mail::{self, texts},
    outgoing,
    refusal::Refusal,
    store::{self, Challenge, Factor, Message, User, Work},
    words,
};

/// What became of a wish for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sending {
    /// It is on its way.
    Done,
    /// One was sent a moment ago, or too many.
    TooOften,
    /// This server cannot send it now.
    Impossible,
}

/// A wish for a code.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish<'a> {
    /// Who alone may answer with it.
    pub(crate) holder: &'a str,
    /// What it is for; a holder has one code of each purpose.
    pub(crate) purpose: &'a str,
    /// Whose it is.
    pub(crate) user: &'a User,
    /// Whom it is counted for, as [`crate::limits::guessing::Subject`] counts guesses.
    pub(crate) subject: &'a str,
    /// From where it is wished for.
    pub(crate) ip: &'a str,
    /// How it goes.
    pub(crate) kind: Kind,
    /// Where it goes.
    pub(crate) address: &'a str,
}

/// Whether this server can send codes of this kind to this person. Mail goes to the address that is
/// known to be theirs.
pub(crate) fn is_possible(server: &Server, user: &User, kind: Kind) -> bool {
    match kind {
        Kind::Mail => server.mailer().is_ready() && user.email_verified_at.is_some(),
        _ => server.config().sms.is_some(),
    }
}

/// Where the codes of this kind go that this person gets at sign-in: to the mail address that they
/// have by now, or to the number that they enrolled.
pub(crate) fn address_of(
    server: &Server,
    user: &User,
    has: &Has,
    kind: Kind,
) -> Result<Option<Zeroizing<String>>, Refusal> {
    let Some(factor) = has.one(kind) else {
        return Ok(None);
    };
    if kind == Kind::Mail {
        return Ok(Some(Zeroizing::new(user.email.clone())));
    }
    let plain = sealed::open(server, factor.user, sealed_for(kind), &factor.sealed)?;
    text(&plain).map(Some)
}

/// An address of which only as much is shown as its owner needs to know it again.
pub(crate) fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((name, host)) => {
            let first: String = name.chars().take(1).collect();
            format!("{first}…@{host}")
        }
        None => {
            let last: Vec<char> = address.chars().rev().take(2).collect();
            let last: String = last.into_iter().rev().collect();
            words::here().number_ending(last)
        }
    }
}

/// A telephone number as it is dialled from anywhere
/// ([E.164](https://www.itu.int/rec/T-REC-E.164)), read as people write it: `+49 151 23456789`.
pub(crate) fn number(text: &str) -> Option<String> {
    let digits: String = text
        .chars()
        .filter(|c| !matches!(c, ' ' | '\u{a0}' | '-' | '/' | '(' | ')' | '.'))
        .collect();
    let rest = digits.strip_prefix('+')?;
    let fits = (8..=15).contains(&rest.len()) && !rest.starts_with('0');
    (fits && rest.bytes().all(|digit| digit.is_ascii_digit())).then_some(digits)
}

/// Sends the code that is wished for in the place of the one before it, unless too many were sent.
/// Commits `work`; a gateway is asked after that, and what it refuses counts all the same.
pub(crate) async fn send(
    server: &Server,
    mut work: Work,
    wish: Wish<'_>,
) -> Result<Sending, Refusal> {
    let Wish { user, kind, .. } = wish;
    if !is_possible(server, user, kind) {
        return Ok(Sending::Impossible);
    }
    let now = server.now();
    // One after the other, so that wishes in parallel do not pass the limits together.
    work.factors().lock(user.id).await?;
    let target = server.pseudonym(wish.address);
    let message = Message {
        kind: kind.word(),
        subject: wish.subject,
        target: &target,
    };
    let before: Before = work.messages().before(message, now).await?;
    let gateway = server.config().sms.as_ref().filter(|_| kind == Kind::Sms);
    if !before.allow_code(gateway.map(|gateway| gateway.per_day), now) {
        return Ok(Sending::TooOften);
    }
    let id = data_encoding::HEXLOWER.encode(&server.draw::<16>()?);
    work.messages().add(&id, message, now).await?;
    let code = new_code(server)?;
    let challenge = Challenge {
        holder: wish.holder.to_owned(),
        purpose: wish.purpose.to_owned(),
        user: Some(user.id),
        sealed: sealed::seal(server, user.id, wish.purpose, wish.address.as_bytes())?,
        digest: Some(digest(server, wish.holder, wish.purpose, &code)),
        tries_left: SENT_TRIES,
        created_at: now,
    };
    work.sign_ins().ask(&challenge).await?;
    if gateway.is_none() {
        let name = server.name();
        let about = texts::About {
            to: wish.address,
            ..server.about(user, &name)
        };
        let mail = texts::code(about, &code, SENT_LIFE);
        match server.mailer().put(&mut work, &mail).await {
            Err(mail::Error::NoServer | mail::Error::Busy) => return Ok(Sending::Impossible),
            put => put?,
        }
    }
    let event = Event::new(now, user.id, "factor.code-sent", kind.word()).from(wish.ip);
    work.audit().append(&event).await?;
    work.commit().await?;
    match gateway {
        Some(gateway) => by_gateway(server, gateway, wish, &code).await,
        None => Ok(Sending::Done),
    }
}

/// Hands a text message to the gateway, and says in the log when that takes none.
async fn by_gateway(
    server: &Server,
    gateway: &Sms,
    wish: Wish<'_>,
    code: &str,
) -> Result<Sending, Refusal> {
    let text = message(&server.name(), code);
    let why = match hand_in(gateway, wish.address, &text).await {
        Ok(status) if status.is_success() => return Ok(Sending::Done),
        Ok(status) => format!("the gateway answered {}", status.as_u16()),
        Err(error) => error.to_string(),
    };
    tracing::warn!(why, "a text message was not sent");
    let event = Event::new(server.now(), wish.user.id, "factor.code-sent", "sms")
        .from(wish.ip)
        .because(why)
        .refused();
    let mut work = server.store().begin().await?;
    // Nobody has the code, so nobody needs to be asked for it.
    work.sign_ins().answered(wish.holder, wish.purpose).await?;
    work.audit().append(&event).await?;
    work.commit().await?;
    Ok(Sending::Impossible)
}

async fn hand_in(gateway: &Sms, to: &str, text: &str) -> Result<http::StatusCode, outgoing::Error> {
    let headers = gateway.headers().ok_or(outgoing::Error::BadAddress)?;
    let content = gateway.content(to, text);
    outgoing::send(
        gateway.method.clone(),
        gateway.url(),
        headers,
        (content.kind, content.bytes.to_string()),
        &gateway.networks,
    )
    .await
}

/// What a text message says. Its last line lets telephones fill the code in at this server alone
/// ([one-time codes bound to an origin](https://wicg.github.io/sms-one-time-codes/)).
fn message(server: &str, code: &str) -> Zeroizing<String> {
    let host = server.rsplit_once(':').map_or(server, |(host, _)| host);
    let text = Zeroizing::new(words::here().sms_code_text(code, server));
    Zeroizing::new(format!("{}\n\n@{host} #{code}", *text))
}

/// Where the code went that somebody shows, when it is right. It is used up by that, and a try of it in
/// any case: the caller commits either way.
pub(crate) async fn check(
    server: &Server,
    work: &mut Work,
    holder: &str,
    purpose: &str,
    user: &User,
    shown: &str,
) -> Result<Option<Zeroizing<String>>, Refusal> {
    let asked = work.sign_ins().asked(holder, purpose).await?;
    let Some(asked) = asked.filter(|asked| asked.user == Some(user.id)) else {
        return Ok(None);
    };
    if !as_sent(&asked).counts(server.now()) {
        return Ok(None);
    }
    match work.sign_ins().spend_try(&asked).await {
        // Another answer spent it in parallel.
        Err(store::Error::Conflict) => return Ok(None),
        spent => spent?,
    }
    let shown = digest(server, holder, purpose, &typed(shown));
    let right = asked.digest.as_deref().unwrap_or_default();
    if !bool::from(shown.as_bytes().ct_eq(right.as_bytes()))
        || work.sign_ins().answered(holder, purpose).await?.is_none()
    {
        return Ok(None);
    }
    let plain = sealed::open(server, user.id, purpose, &asked.sealed)?;
    text(&plain).map(Some)
}

/// Whether a code was sent that can still be typed.
pub(crate) async fn is_waiting(
    server: &Server,
    work: &mut Work,
    holder: &str,
    purpose: &str,
) -> Result<bool, Refusal> {
    let asked = work.sign_ins().asked(holder, purpose).await?;
    Ok(asked.is_some_and(|asked| as_sent(&asked).counts(server.now())))
}

/// The factor that codes to `address` are.
pub(crate) fn factor(
    server: &Server,
    user: &User,
    kind: Kind,
    address: &str,
) -> Result<Factor, Refusal> {
    let now = server.now();
    let name = match kind {
        Kind::Sms => words::here().telephone_named(masked(address)),
        _ => kind.label().to_owned(),
    };
    Ok(Factor {
        id: FactorId::from_bytes(server.draw()?),
        user: user.id,
        kind,
        name,
        sealed: sealed::seal(server, user.id, sealed_for(kind), address.as_bytes())?,
        handle: Factor::handle_of(user.id, kind),
        counter: 0,
        created_at: now,
        last_used_at: Some(now),
    })
}

/// What the address of an enrolled factor is sealed for.
const fn sealed_for(kind: Kind) -> &'static str {
    match kind {
        Kind::Mail => "mail/1",
        _ => "sms/1",
    }
}

fn as_sent(asked: &Challenge) -> Sent {
    Sent {
        at: asked.created_at,
        tries_left: asked.tries_left,
    }
}

fn text(plain: &Zeroizing<Vec<u8>>) -> Result<Zeroizing<String>, Refusal> {
    let text = std::str::from_utf8(plain).map_err(|_| Refusal::Failed)?;
    Ok(Zeroizing::new(text.to_owned()))
}

fn digest(server: &Server, holder: &str, purpose: &str, code: &str) -> String {
    sealed::digest(server, &format!("{purpose}/{holder}"), code)
}

/// Six digits, each equally likely.
fn new_code(server: &Server) -> Result<Zeroizing<String>, Refusal> {
    // The remainder of 64 bit is even to one part in 10¹³.
    let number = u64::from_be_bytes(server.draw()?) % 1_000_000;
    Ok(Zeroizing::new(format!("{number:06}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        assert_eq!(
            number("+49 (151) 234-567.89").as_deref(),
            Some("+4915123456789")
        );
        for odd in [
            "0151 23456789",
            "+049151234567",
            "+1234567",
            "+12345678901234567",
            "+49151x34567",
            "+49151234567&to=+1900",
            "",
        ] {
            assert_eq!(number(odd), None, "{odd}");
        }
    }

    #[test]
    fn of_an_address_only_its_owner_learns_which_it_is() {
        assert_eq!(masked("ana@example.org"), "a…@example.org");
        assert_eq!(masked("+4915123456789"), "the number that ends in 89");
    }

    #[test]
    fn a_message_names_the_server_that_its_code_is_for() {
        assert_eq!(
            message("id.example.org:8443", "012345").as_str(),
            "012345 is your code for id.example.org:8443. Give it to nobody.\n\n\
             @id.example.org #012345"
        );
    }
}
