use commands::{
    Context, FailureCode, codes,
    recovery::{self, RecoverySetView, RecoveryTarget, RecoveryWords},
};
use zeroize::Zeroizing;

use crate::support::{GITHUB, Home, NOW, link, password, typed};

fn words(text: &str) -> RecoveryWords {
    RecoveryWords::new(Zeroizing::new(text.to_owned()))
}

fn several(texts: &[&str]) -> Vec<RecoveryWords> {
    texts.iter().map(|text| words(text)).collect()
}

async fn github(cx: &Context, texts: &[&str]) -> RecoverySetView {
    let entry = codes::add_entry(cx, link(GITHUB)).await.unwrap().id;
    let target = RecoveryTarget::Entry { entry };
    recovery::add_recovery_set(cx, target, several(texts), "in the drawer")
        .await
        .unwrap()
}

#[tokio::test]
async fn the_next_code_is_spent_once_and_can_be_given_back() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let set = github(&cx, &["aaaa-1111", "bbbb-2222", "cccc-3333"]).await;
    assert_eq!((set.left, set.total, set.low), (3, 3, false));
    assert_eq!(
        (set.issuer.as_str(), set.account.as_str()),
        ("GitHub", "ana")
    );

    let first = recovery::spend_next_recovery_code(&cx, &set.id)
        .await
        .unwrap();
    assert_eq!(
        (first.code.as_str(), first.index, first.left),
        ("aaaa-1111", 0, 2)
    );
    let second = recovery::spend_next_recovery_code(&cx, &set.id)
        .await
        .unwrap();
    assert_eq!((second.code.as_str(), second.left), ("bbbb-2222", 1));
    let listed = &recovery::list_recovery_sets(&cx).await.unwrap()[0];
    assert_eq!(listed.codes[0].spent_at_ms, Some(NOW * 1000));
    assert!(listed.low);

    recovery::unspend_recovery_code(&cx, &set.id, 0)
        .await
        .unwrap();
    let again = recovery::spend_next_recovery_code(&cx, &set.id)
        .await
        .unwrap();
    assert_eq!(again.code, "aaaa-1111");
    recovery::spend_recovery_code(&cx, &set.id, 2)
        .await
        .unwrap();
    let none = recovery::spend_next_recovery_code(&cx, &set.id)
        .await
        .map(drop);
    assert_eq!(none.unwrap_err().code, FailureCode::NoCodesLeft);
}

#[tokio::test]
async fn the_list_of_entries_says_how_many_codes_are_left() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let set = github(&cx, &["aaaa-1111", "bbbb-2222"]).await;
    recovery::spend_next_recovery_code(&cx, &set.id)
        .await
        .unwrap();
    let entry = &codes::list_entries(&cx).await.unwrap()[0];
    let recovery = entry.recovery.as_ref().unwrap();
    assert_eq!((recovery.left, recovery.total), (1, 2));
    assert_eq!(recovery.set, set.id);
}

#[tokio::test]
async fn texts_come_out_only_after_the_password() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let set = github(&cx, &["aaaa-1111"]).await;
    let guess = || typed("battery staple horse");
    let refused = [
        recovery::reveal_recovery_codes(&cx, &set.id, guess())
            .await
            .map(drop),
        recovery::recovery_kit(&cx, guess()).await.map(drop),
    ];
    for answer in refused {
        assert_eq!(answer.unwrap_err().code, FailureCode::WrongCredential);
    }
    let revealed = recovery::reveal_recovery_codes(&cx, &set.id, password())
        .await
        .unwrap();
    assert_eq!(revealed[0].text, "aaaa-1111");
    let kit = recovery::recovery_kit(&cx, password()).await.unwrap();
    assert_eq!(
        (kit[0].issuer.as_str(), kit[0].note.as_str()),
        ("GitHub", "in the drawer")
    );
    assert_eq!(kit[0].codes[0].text, "aaaa-1111");
}

#[tokio::test]
async fn codes_join_those_of_their_entry_or_take_their_place() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let set = github(&cx, &["aaaa-1111"]).await;
    let entry = set.entry.clone().unwrap();
    let more = recovery::add_recovery_set(
        &cx,
        RecoveryTarget::Entry { entry },
        several(&["aaaa-1111", "bbbb-2222"]),
        "",
    )
    .await
    .unwrap();
    assert_eq!((more.id.as_str(), more.total), (set.id.as_str(), 2));

    let fresh = recovery::replace_recovery_codes(&cx, &set.id, several(&["dddd-4444"])).await;
    assert_eq!(fresh.unwrap().total, 1);
    recovery::remove_recovery_set(&cx, &set.id).await.unwrap();
    assert!(recovery::list_recovery_sets(&cx).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_account_without_an_entry_has_codes_too() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let target = RecoveryTarget::Other {
        issuer: "Mail".into(),
        account: "ana".into(),
    };
    let set = recovery::add_recovery_set(&cx, target, several(&["eeee-5555"]), "").await;
    let set = set.unwrap();
    assert_eq!((set.entry, set.issuer.as_str()), (None, "Mail"));
    let gone = RecoveryTarget::Entry {
        entry: "0".repeat(32),
    };
    let refused = recovery::add_recovery_set(&cx, gone, several(&["x-1"]), "").await;
    assert_eq!(refused.unwrap_err().code, FailureCode::NoSuchEntry);
}

#[tokio::test]
async fn what_cannot_be_a_code_is_refused() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let set = github(&cx, &["aaaa-1111"]).await;
    let add = async |codes| {
        let added = recovery::add_recovery_codes(&cx, &set.id, codes).await;
        added.unwrap_err().code
    };
    assert_eq!(add(several(&["two\nlines"])).await, FailureCode::BadInput);
    let many: Vec<_> = (0..201)
        .map(|number| words(&format!("code-{number}")))
        .collect();
    assert_eq!(add(many).await, FailureCode::TooMany);
}

#[tokio::test]
async fn pasted_text_is_read_without_its_numbers() {
    let pasted = "Your codes:\n1. aaaa-1111\n2. bbbb-2222\n";
    let read = recovery::read_pasted_recovery_codes(&words(pasted)).unwrap();
    assert_eq!(read.codes, ["aaaa-1111", "bbbb-2222"]);
    let long = words(&"a".repeat(65 * 1024));
    let refused = recovery::read_pasted_recovery_codes(&long).map(drop);
    assert_eq!(refused.unwrap_err().code, FailureCode::TooMany);
}
