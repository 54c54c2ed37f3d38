use commands::{
    Context, FailureCode,
    codes::{self, EntryChange, IconChoice},
};

use crate::support::{Home, add, password, typed};

async fn issuers(cx: &Context) -> Vec<String> {
    let entries = codes::list_entries(cx).await.unwrap();
    entries.into_iter().map(|entry| entry.issuer).collect()
}

#[tokio::test]
async fn entries_stand_where_they_were_put() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a"), ("B", "b"), ("C", "c"), ("D", "d")]).await;
    let id = |at: usize| added[at].id.clone();
    codes::move_entries(&cx, &[id(3), id(2)], Some(&id(0)))
        .await
        .unwrap();
    assert_eq!(issuers(&cx).await, ["D", "C", "A", "B"]);
    codes::move_entries(&cx, &[id(3)], None).await.unwrap();
    assert_eq!(issuers(&cx).await, ["C", "A", "B", "D"]);

    let gone = "0".repeat(32);
    let refused = codes::move_entries(&cx, &[id(0), gone], None).await;
    assert_eq!(refused.unwrap_err().code, FailureCode::NoSuchEntry);
    assert_eq!(issuers(&cx).await, ["C", "A", "B", "D"], "nothing moved");
}

#[tokio::test]
async fn groups_and_favourites_are_given_to_many_at_once() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a"), ("B", "b"), ("C", "c")]).await;
    let both = [added[0].id.clone(), added[2].id.clone()];
    codes::set_group(&cx, &both, Some("Work")).await.unwrap();
    codes::set_favourite(&cx, &both, true).await.unwrap();
    codes::rename_group(&cx, "Work", Some("Office"))
        .await
        .unwrap();

    let listed = codes::list_entries(&cx).await.unwrap();
    let looks = listed
        .iter()
        .map(|entry| (entry.group.as_deref(), entry.favourite));
    let office = (Some("Office"), true);
    assert_eq!(looks.collect::<Vec<_>>(), [office, (None, false), office]);

    codes::rename_group(&cx, "Office", None).await.unwrap();
    let listed = codes::list_entries(&cx).await.unwrap();
    assert!(listed.iter().all(|entry| entry.group.is_none()));
}

#[tokio::test]
async fn only_the_trash_goes_for_good_and_only_after_the_password() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a"), ("B", "b")]).await;
    let id = [added[0].id.clone()];
    let in_use = codes::purge_entries(&cx, &id, password()).await;
    assert_eq!(in_use.unwrap_err().code, FailureCode::BadInput);

    codes::remove_entries(&cx, &id).await.unwrap();
    let guessed = codes::purge_entries(&cx, &id, typed("battery staple horse")).await;
    assert_eq!(guessed.unwrap_err().code, FailureCode::WrongCredential);
    assert_eq!(codes::list_trash(&cx).await.unwrap().len(), 1);

    codes::purge_entries(&cx, &id, password()).await.unwrap();
    assert!(codes::list_trash(&cx).await.unwrap().is_empty());
    let gone = codes::restore_entries(&cx, &id).await;
    assert_eq!(gone.unwrap_err().code, FailureCode::NoSuchEntry);
}

#[tokio::test]
async fn an_icon_that_nobody_has_is_refused() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("A", "a")]).await;
    let change = |icon| EntryChange {
        issuer: "A".into(),
        account: "a".into(),
        group: None,
        favourite: false,
        note: String::new(),
        icon,
    };
    let cases = [
        (
            IconChoice::Picture { id: "0".repeat(32) },
            FailureCode::BadPicture,
        ),
        (
            IconChoice::Picture { id: "x".into() },
            FailureCode::BadPicture,
        ),
        (
            IconChoice::Brand {
                slug: "../../secret".into(),
            },
            FailureCode::BadInput,
        ),
    ];
    for (icon, code) in cases {
        let refused = codes::edit_entry(&cx, &added[0].id, change(icon), None).await;
        assert_eq!(refused.unwrap_err().code, code);
    }
}

#[tokio::test]
async fn a_form_changes_only_what_was_changed_in_it() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = &add(&cx, &[("A", "a")]).await[0].id;
    let words = |issuer: &str, group: Option<&str>, note: &str| EntryChange {
        issuer: issuer.into(),
        account: "a".into(),
        group: group.map(str::to_owned),
        favourite: false,
        note: note.into(),
        icon: IconChoice::Auto,
    };
    let opened = words("A", None, "");
    let elsewhere = words("A", Some("Work"), "written elsewhere");
    codes::edit_entry(&cx, id, elsewhere, Some(opened.clone()))
        .await
        .unwrap();
    let renamed = words("B", None, "");
    let edited = codes::edit_entry(&cx, id, renamed, Some(opened.clone()))
        .await
        .unwrap();
    assert_eq!(edited.issuer, "B");
    assert_eq!(edited.note, "written elsewhere");
    assert_eq!(edited.group.as_deref(), Some("Work"));

    let untouched = codes::edit_entry(&cx, id, opened.clone(), Some(opened)).await;
    assert_eq!(untouched.unwrap(), edited, "not even its moment of change");
    let emptied = words("B", None, "");
    let emptied = codes::edit_entry(&cx, id, emptied, None).await.unwrap();
    assert_eq!((emptied.group, emptied.note), (None, String::new()));
}
