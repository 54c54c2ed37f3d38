//! What tokens are signed with, and what is never accepted as one.

use std::collections::BTreeSet;

use crate::{
    common::{Tokens, World, claims},
    on_both_databases,
};

on_both_databases!(fifty_refreshes_within_a_second_all_differ);

async fn fifty_refreshes_within_a_second_all_differ(world: World) {
    let mut tokens = world.desktop().await;
    let (mut texts, mut names) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..50 {
        tokens = Tokens::from(world.refresh(tokens.refresh()).await).await;
        let id = tokens.id.clone().unwrap();
        for token in [&tokens.access, &id] {
            names.insert(claims(token)["jti"].as_str().unwrap().to_owned());
            assert_eq!(claims(token)["iat"], world.now());
        }
        texts.extend([tokens.access.clone(), id, tokens.refresh().to_owned()]);
    }
    assert_eq!((texts.len(), names.len()), (150, 100));
}
