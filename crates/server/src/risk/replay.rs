//! What the configured risk policy would have made of past sign-ins.

use std::collections::{HashMap, VecDeque};

use authority::{
    Moment,
    risk::{Assessment, HISTORY, SignIn, Verdict},
};
use protocol::UserId;

use crate::{Server, state::Error, store::Weighed};

/// Past sign-ins, weighed again.
#[derive(Debug, Clone, Default)]
pub struct Replayed {
    /// How many there were.
    pub sign_ins: usize,
    /// How many were allowed, needed a second factor and were refused.
    pub then: [usize; 3],
    /// The same by the policy of now.
    pub now: [usize; 3],
    /// Those with another verdict, in the order of time.
    pub changed: Vec<Changed>,
}

/// A sign-in with another verdict.
#[derive(Debug, Clone)]
pub struct Changed {
    /// When it was.
    pub at: Moment,
    /// Whose.
    pub user: UserId,
    /// From where.
    pub address: String,
    /// Its verdict and score then.
    pub then: (Verdict, u32),
    /// What the policy of now makes of it.
    pub now: Assessment,
}

impl Server {
    /// Weighs the sign-ins from `since` on again, each against those of the same person that led to a
    /// session before it.
    ///
    /// Counts are those of then; lists of networks and proxies are those of now, and so are places
    /// where a file is configured.
    ///
    /// # Errors
    ///
    /// [`Error::Store`].
    pub async fn replay_sign_ins(&self, since: Moment) -> Result<Replayed, Error> {
        let from = since.minus(HISTORY);
        let rows = self.store().read().await?.risk().since(from).await?;
        let policy = &self.config().risk.policy;
        let mut replayed = Replayed::default();
        let mut pasts: HashMap<UserId, VecDeque<SignIn>> = HashMap::new();
        for row in rows {
            let seen = self.seen_now(&row);
            let past = pasts.entry(row.user).or_default();
            while past
                .back()
                .is_some_and(|last| last.at <= seen.at.minus(HISTORY))
            {
                past.pop_back();
            }
            if seen.at >= since {
                let now = policy.weigh(&policy.observe(&seen, past.make_contiguous()));
                replayed.note(&row, now);
            }
            if row.began {
                past.push_front(seen);
            }
        }
        Ok(replayed)
    }

    fn seen_now(&self, row: &Weighed) -> SignIn {
        let mut seen = row.seen.clone();
        let Ok(ip) = row.address.parse() else {
            return seen;
        };
        let risk = &self.config().risk;
        let (places, place) = (self.places(), self.places().place(ip));
        (seen.trusted, seen.proxy) = (places.is_trusted(ip), places.is_proxy(ip));
        if risk.places.is_some() {
            (seen.place.country, seen.place.position) = (place.country, place.position);
        }
        if risk.operators.is_some() {
            seen.place.asn = place.asn;
        }
        seen
    }
}

impl Replayed {
    fn note(&mut self, row: &Weighed, now: Assessment) {
        self.sign_ins += 1;
        for (counts, verdict) in [(&mut self.then, row.verdict), (&mut self.now, now.verdict)] {
            let place = match verdict {
                Verdict::Allow => 0,
                Verdict::StepUp => 1,
                Verdict::Refuse => 2,
            };
            if let Some(count) = counts.get_mut(place) {
                *count += 1;
            }
        }
        if now.verdict != row.verdict {
            self.changed.push(Changed {
                at: row.seen.at,
                user: row.user,
                address: row.address.clone(),
                then: (row.verdict, row.score),
                now,
            });
        }
    }
}
