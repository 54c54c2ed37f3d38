use commands::{
    Context,
    codes::{self, EntryChange, IconChoice},
};

use crate::support::{Home, add};

/// The issuers that a search names, best first.
async fn found(cx: &Context, query: &str) -> Vec<String> {
    let entries = codes::list_entries(cx).await.unwrap();
    let found = codes::search_entries(cx, query).await.unwrap();
    assert_eq!(found.total as usize, found.ids.len());
    let issuer = |id: &String| {
        let entry = entries.iter().find(|entry| entry.id == *id).unwrap();
        entry.issuer.clone()
    };
    found.ids.iter().map(issuer).collect()
}

#[tokio::test]
async fn case_and_accents_do_not_count() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(&cx, &[("Crédit Agricole", "zoë"), ("GitHub", "ana")]).await;
    for query in ["credit", "CRÉDIT", "agri", "zoe", "ZOË cred"] {
        assert_eq!(found(&cx, query).await, ["Crédit Agricole"], "{query}");
    }
}

#[tokio::test]
async fn every_word_has_to_fit_somewhere() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(
        &cx,
        &[("Google", "ana"), ("Google", "ben"), ("GitHub", "ana")],
    )
    .await;
    assert_eq!(found(&cx, "goo").await, ["Google", "Google"]);
    assert_eq!(found(&cx, "ana goo").await, ["Google"]);
    assert!(found(&cx, "goo zzz").await.is_empty());
    assert_eq!(
        found(&cx, "  ").await.len(),
        3,
        "no word leaves out nothing"
    );
}

#[tokio::test]
async fn beginnings_come_before_words_before_the_inside_before_errors_before_notes() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(
        &cx,
        &[
            ("In a note", "a"),
            ("Embanked", "b"),
            ("My Bank", "c"),
            ("Bankia", "d"),
            ("Bank", "e"),
        ],
    )
    .await;
    let change = EntryChange {
        issuer: "In a note".into(),
        account: "a".into(),
        group: None,
        favourite: false,
        note: "the card of the bank".into(),
        icon: IconChoice::Auto,
    };
    codes::edit_entry(&cx, &added[0].id, change, None)
        .await
        .unwrap();
    assert_eq!(
        found(&cx, "bank").await,
        ["Bank", "Bankia", "My Bank", "Embanked", "In a note"]
    );
}

#[tokio::test]
async fn a_typing_error_is_forgiven_when_nothing_begins_so() {
    let home = Home::new();
    let cx = home.with_vault().await;
    add(
        &cx,
        &[
            ("GitHub", "a"),
            ("Microsoft", "b"),
            ("Tank", "c"),
            ("Bank", "d"),
        ],
    )
    .await;
    assert_eq!(found(&cx, "gihtub").await, ["GitHub"]);
    assert_eq!(found(&cx, "gihtu").await, ["GitHub"], "half typed");
    assert_eq!(found(&cx, "mircosfot").await, ["Microsoft"]);
    assert_eq!(found(&cx, "bank").await, ["Bank"], "written right");
    assert!(
        found(&cx, "tnk").await.is_empty(),
        "too short to be forgiven"
    );
}

#[tokio::test]
async fn a_search_knows_what_was_changed_a_moment_ago() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("GitHub", "ana")]).await;
    assert!(found(&cx, "gitlab").await.is_empty());
    let change = EntryChange {
        issuer: "GitLab".into(),
        account: "ana".into(),
        group: Some("Work".into()),
        favourite: false,
        note: String::new(),
        icon: IconChoice::Auto,
    };
    codes::edit_entry(&cx, &added[0].id, change, None)
        .await
        .unwrap();
    assert_eq!(found(&cx, "gitlab").await, ["GitLab"]);
    assert_eq!(found(&cx, "work").await, ["GitLab"]);
    codes::remove_entries(&cx, &[added[0].id.clone()])
        .await
        .unwrap();
    assert!(found(&cx, "gitlab").await.is_empty());
}

#[tokio::test]
async fn a_search_names_no_more_than_five_hundred_but_counts_all() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let accounts: Vec<String> = (0..620).map(|number| format!("user{number}")).collect();
    let names: Vec<_> = accounts
        .iter()
        .map(|account| ("Site", account.as_str()))
        .collect();
    add(&cx, &names).await;
    let found = codes::search_entries(&cx, "site").await.unwrap();
    assert_eq!((found.ids.len(), found.total), (500, 620));
    let all = codes::find_codes(&cx, "site", None, false).await.unwrap();
    assert_eq!(all.len(), 620);
}

#[tokio::test]
async fn what_is_acted_upon_is_found_by_names_as_they_are_written() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let added = add(&cx, &[("GitHub", "ana"), ("Bänk", "ben")]).await;
    let strict = async |query: &str| {
        let found = codes::find_codes(&cx, query, None, true).await.unwrap();
        found
            .into_iter()
            .map(|code| code.issuer)
            .collect::<Vec<_>>()
    };
    assert_eq!(strict("bank").await, ["Bänk"]);
    assert!(strict("gihtub").await.is_empty());
    assert_eq!(strict(&added[0].id).await, ["GitHub"]);
}
