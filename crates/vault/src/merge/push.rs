//! How the push tokens of two copies become one list.

use std::collections::HashMap;

use super::{bytes_of, is_deleted};
use crate::trash::Deleted;
use crate::{Contents, PushToken, PushTokenId};

impl Contents {
    /// Takes the tokens of the other copy in, but for those that either copy deleted.
    pub(super) fn bring_push_tokens(
        &mut self,
        theirs: Vec<PushToken>,
        deletions: &HashMap<Deleted, u64>,
    ) {
        let ours = self.push_tokens.iter().enumerate();
        let places: HashMap<PushTokenId, usize> = ours.map(|(at, one)| (one.id, at)).collect();
        for token in theirs {
            let place = places.get(&token.id);
            match place.and_then(|place| self.push_tokens.get_mut(*place)) {
                Some(ours) if token.precedence() > ours.precedence() => *ours = token,
                Some(_) => {}
                None => self.push_tokens.push(token),
            }
        }
        self.push_tokens
            .retain(|one| !is_deleted(deletions, Deleted::PushToken(one.id), one.created_at));
    }
}

impl PushToken {
    /// Of one key there is one token; only records that a newer version wrote can differ under one id.
    fn precedence(&self) -> impl PartialOrd {
        let newer = bytes_of(&self.unknown).to_vec();
        let texts = [&self.serial, &self.url, &self.issuer, &self.label].map(String::clone);
        let rest = (self.server_key.clone(), self.sslverify);
        (self.created_at, texts, rest, newer)
    }
}
