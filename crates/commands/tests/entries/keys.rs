use commands::codes::{self, CodeKind, EntryForm, KeyState, Pin};
use zeroize::Zeroizing;

use crate::support::{GITHUB, Home, link};

fn form(key: &str, kind: CodeKind) -> EntryForm {
    EntryForm {
        issuer: "Bank".into(),
        account: "ana".into(),
        key: Zeroizing::new(key.into()),
        kind,
        algorithm: "SHA1".into(),
        digits: 6,
        period: 30,
        counter: 0,
        pin: None,
    }
}

#[tokio::test]
async fn a_key_is_judged_while_it_is_typed() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let check = async |key: &str| {
        codes::check_key(&cx, form(key, CodeKind::Totp))
            .await
            .unwrap()
    };

    assert_eq!(check(" ").await.state, KeyState::Empty);
    let good = check("JBSWY3DPEHPK3PXPJBSWY3DPEE").await;
    assert_eq!(
        (good.state, good.bits, good.why),
        (KeyState::Good, 128, None)
    );
    assert_eq!(good.code.map(|code| code.len()), Some(6));
    let odd = check("JBSWY3DPEHPK3PXPJBSWY3DPE0").await;
    assert_eq!((odd.state, odd.at), (KeyState::Odd, Some(26)));
    let bad = check("JBSW 9DPE").await;
    assert_eq!(
        (bad.state, bad.at, bad.code),
        (KeyState::Bad, Some(6), None)
    );
    assert!(!bad.why.unwrap().contains("JBSW"), "the key is not quoted");
}

#[tokio::test]
async fn a_key_that_is_there_already_names_its_entry() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let there = codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    let check = codes::check_key(&cx, form("jbsw y3dp ehpk 3pxp", CodeKind::Totp)).await;
    assert_eq!(check.unwrap().already_there, Some(there.id));
}

#[tokio::test]
async fn a_kind_with_a_pin_is_typed_with_one() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let key = "0123456789abcdef";
    let without = codes::check_key(&cx, form(key, CodeKind::Motp))
        .await
        .unwrap();
    assert_eq!((without.state, without.code), (KeyState::Bad, None));

    let mut whole = form(key, CodeKind::Motp);
    whole.pin = Some(Pin::new(Zeroizing::new("1234".into())));
    let added = codes::add_typed_entry(&cx, whole).await.unwrap();
    assert_eq!(
        (added.kind, added.period, added.digits),
        (CodeKind::Motp, 10, 6)
    );
    let read = codes::read_codes(&cx, &[added.id]).await.unwrap();
    assert_eq!(read[0].code.len(), 6);
}

#[tokio::test]
async fn a_form_is_held_to_what_issuers_use() {
    let home = Home::new();
    let cx = home.with_vault().await;
    for (digits, period) in [(3, 30), (11, 30), (6, 0), (6, 3601)] {
        let mut odd = form("JBSWY3DPEHPK3PXPJBSWY3DPEE", CodeKind::Totp);
        (odd.digits, odd.period) = (digits, period);
        let check = codes::check_key(&cx, odd).await.unwrap();
        assert_eq!(check.state, KeyState::Bad, "{digits} digits, {period} s");
    }
}
