//! How unlike the others a sign-in is whose password, or whose passkey alone, was right.

use std::net::{IpAddr, Ipv4Addr};

use authority::{
    audit::Event,
    risk::{SignIn, Verdict},
};
use protocol::UserId;

use crate::{
    Server,
    refusal::Refusal,
    risk::geoip::network,
    routes::request::browser::Browser,
    store::{User, Work},
};

/// Weighs the sign-in of `user`, records it with its reasons, and says what follows. Call it once
/// for each sign-in, when the password or the passkey that stands for it is right, before anything else
/// is given or asked, and in no open transaction.
///
/// [`Verdict::StepUp`] wants a second factor of a person who has one, which a passkey alone is; of a
/// person who has none it wants nothing more, but says so in the log. After [`Verdict::Refuse`] the
/// answer is that of a wrong password or passkey, so that nobody learns that it was right.
pub(super) async fn weigh(
    server: &Server,
    browser: &Browser,
    user: &User,
) -> Result<Verdict, Refusal> {
    let (now, ip) = (server.now(), address(browser));
    let mut work = server.store().begin().await?;
    let known_device = match browser.device_digest(server) {
        Some(digest) => work.sessions().device_of(user.id, &digest).await?,
        None => None,
    };
    let (places, network) = (server.places(), network(ip));
    let seen = SignIn {
        at: now,
        place: places.place(ip),
        known_device: known_device.is_some(),
        trusted: places.is_trusted(ip),
        proxy: places.is_proxy(ip),
        tries: work.risk().tries(user.id, &subject(user.id), now).await?,
        names: work.risk().names(&network, now).await?,
        network,
    };
    let history = work.risk().history(user.id, now).await?;
    let policy = &server.config().risk.policy;
    let assessment = policy.weigh(&policy.observe(&seen, &history));
    let id = data_encoding::HEXLOWER.encode(&server.draw::<16>()?);
    work.risk()
        .add(&id, user.id, &browser.ip, &seen, &assessment)
        .await?;
    if assessment.verdict != Verdict::Allow {
        let mut event = Event::new(now, user.id, "sign-in.weighed", id)
            .from(&browser.ip)
            .with(format_args!(
                "{} score={}",
                assessment.verdict, assessment.score
            ));
        if let Some(device) = known_device {
            event = event.on(device);
        }
        if assessment.verdict == Verdict::Refuse {
            event = event.refused();
        }
        for (signal, weight) in &assessment.reasons {
            event = event.because(format_args!("{signal} {weight}"));
        }
        work.audit().append(&event).await?;
    }
    work.commit().await?;
    Ok(assessment.verdict)
}

/// Notes that a password was wrong. `user` is whose it would have been, `unknown` the pseudonym of a
/// name that nobody has.
pub(super) async fn note_failure(
    server: &Server,
    browser: &Browser,
    work: &mut Work,
    user: Option<UserId>,
    unknown: &str,
) -> Result<(), Refusal> {
    let id = data_encoding::HEXLOWER.encode(&server.draw::<16>()?);
    let subject = user.map_or_else(|| unknown.to_owned(), subject);
    Ok(work
        .risk()
        .note_failure(&id, &subject, &network(address(browser)), server.now())
        .await?)
}

fn subject(user: UserId) -> String {
    format!("user:{user}")
}

/// Where a browser is.
pub(super) fn address(browser: &Browser) -> IpAddr {
    browser
        .ip
        .parse()
        .unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}
