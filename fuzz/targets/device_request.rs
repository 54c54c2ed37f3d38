//! The sign-in of a device: what it asks for, the code that a person types, and polls in any order. A line
//! of the form, then the typed code, then polls: a byte for who asks and one for the seconds between.
#![no_main]

use std::time::Duration;

use authority::{
    Moment,
    device::{Approval, DeviceGrant, LIFE, Poll, State, UserCode, WAIT},
    params::Params,
    scope::Scopes,
};
use libfuzzer_sys::fuzz_target;
use protocol::{FamilyId, SessionId, UserId, shown};

fuzz_target!(|data: &[u8]| {
    let mut lines = data.splitn(3, |byte| *byte == b'\n');
    let form = lines.next().unwrap_or_default();
    let typed = String::from_utf8_lossy(lines.next().unwrap_or_default());
    let events = lines.next().unwrap_or_default();

    let params = Params::parse(form);
    let name = params.get("device_name").and_then(|name| shown(name, 80));
    if let Some(name) = &name {
        assert!((1..=80).contains(&name.chars().count()));
        assert!(!name.chars().any(char::is_control), "{name:?}");
    }
    if let Some(code) = UserCode::parse(&typed) {
        assert_eq!(UserCode::parse(&code.shown()), Some(code.clone()));
        assert_eq!(UserCode::parse(&code.as_str().to_lowercase()), Some(code));
    }
    let mut bytes = [0; 32];
    for (to, from) in bytes.iter_mut().zip(data) {
        *to = *from;
    }
    if let Some(code) = UserCode::draw(bytes) {
        assert_eq!(UserCode::parse(code.as_str()), Some(code));
    }

    let scopes = Scopes::parse(params.get("scope").unwrap_or_default());
    polls(events, scopes, name);
});

/// Tokens are issued once at most, to whoever began it, after a person said yes and before it is over.
fn polls(events: &[u8], scopes: Scopes, device_name: Option<String>) {
    let begun = Moment::from_unix(1_800_000_000);
    let mut now = begun;
    let mut grant = DeviceGrant {
        client: "app".to_owned(),
        scopes,
        resources: Vec::new(),
        dpop_jkt: None,
        device_name,
        ip: "192.0.2.1".to_owned(),
        wait: WAIT,
        polled_at: None,
        created_at: begun,
        expires_at: begun.plus(LIFE),
        state: State::Pending,
    };
    let (mut agreed, mut issued) = (false, 0);
    for event in events.chunks_exact(2) {
        now = now.plus(Duration::from_secs(u64::from(event[1])));
        let approval = Approval {
            user: UserId::from_bytes([1; 16]),
            session: SessionId::from_bytes([2; 16]),
            authenticated_at: now,
        };
        let answer = match event[0] % 4 {
            0 => grant.poll("app", None, now),
            1 => grant.poll("other", None, now),
            decided => {
                let approval = (decided == 2).then_some(approval);
                if let Ok(state) = grant.decide(approval, now) {
                    assert!(grant.is_open(now) && !agreed);
                    agreed = decided == 2;
                    grant.state = state;
                }
                continue;
            }
        };
        match answer {
            Poll::Wait { wait, .. } => {
                assert!(wait >= grant.wait && grant.state == State::Pending);
                grant.wait = wait;
                grant.polled_at = Some(now);
            }
            Poll::Issue(_) => {
                issued += 1;
                assert!(agreed && issued == 1 && now < grant.expires_at);
                grant.state = State::Spent(Some(FamilyId::from_bytes([3; 16])));
            }
            Poll::OtherClient => assert_eq!(event[0] % 4, 1),
            Poll::Reused(_) => assert_eq!(issued, 1),
            Poll::Expired => assert!(now >= grant.expires_at),
            Poll::Denied | Poll::OtherKey => assert!(!agreed),
        }
    }
}
