//! Who waits for news of whom: streams of devices, long polls and pages that follow along.
//!
//! A person nobody waits for costs nothing; one that is waited for costs one channel, however many
//! wait. Whoever waits holds no connection to the database and has no messages queued: they hear that
//! something changed, once, and look.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::UserId;
use tokio::{sync::watch, time::sleep};

use crate::replicas::wake::Wake;

/// So many people are told at once when messages may have been missed, and then the next ones after
/// [`PACE`]: all look at the database because of it.
const AT_ONCE: usize = 50;

/// See [`AT_ONCE`]. 10,000 people take two seconds.
const PACE: Duration = Duration::from_millis(10);

/// Where somebody waits. Pages are counted apart, so that whoever knows a password alone keeps no device
/// from waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    Device,
    Page,
}

/// See [`self`].
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    /// One channel for each person somebody waits for, for devices and for pages.
    people: HashMap<(UserId, Place), watch::Sender<()>>,
    over: bool,
}

/// See [`super::waiting`].
#[derive(Debug)]
pub(crate) struct Waiting {
    hub: Hub,
    who: (UserId, Place),
    /// `None` while it is dropped.
    news: Option<watch::Receiver<()>>,
}

impl Hub {
    /// A way to hear of `user`, from now on.
    pub(crate) fn waiting(&self, user: UserId, place: Place) -> Waiting {
        let who = (user, place);
        let mut inner = self.inner();
        let news = if inner.over {
            // Nobody keeps the other end, so whoever waits is told that it is over.
            watch::channel(()).1
        } else {
            let sender = inner.people.entry(who);
            sender.or_insert_with(|| watch::channel(()).0).subscribe()
        };
        Waiting {
            hub: self.clone(),
            who,
            news: Some(news),
        }
    }

    /// Passes a wake-up on to whom it concerns.
    pub(crate) fn tell(&self, wake: Wake) {
        match wake {
            Wake::Person(user) | Wake::Approval(user) => self.tell_of(user),
            Wake::Missed => self.tell_all(),
            Wake::Keys | Wake::Clients => {}
        }
    }

    /// Ends all waiting, for good.
    pub(crate) fn end(&self) {
        let mut inner = self.inner();
        inner.over = true;
        inner.people.clear();
    }

    /// Whether it was ended.
    pub(crate) fn is_over(&self) -> bool {
        self.inner().over
    }

    /// How many wait there for news of `user`.
    pub(crate) fn crowd(&self, user: UserId, place: Place) -> usize {
        let inner = self.inner();
        inner
            .people
            .get(&(user, place))
            .map_or(0, watch::Sender::receiver_count)
    }

    /// How many people somebody waits for.
    #[cfg(test)]
    fn len(&self) -> usize {
        self.inner().people.len()
    }

    fn tell_of(&self, user: UserId) {
        let inner = self.inner();
        for place in [Place::Device, Place::Page] {
            if let Some(sender) = inner.people.get(&(user, place)) {
                sender.send_replace(());
            }
        }
    }

    /// Tells everybody, a few at a time.
    fn tell_all(&self) {
        let known = |(user, _): &(UserId, Place)| *user;
        let mut people: Vec<UserId> = self.inner().people.keys().map(known).collect();
        let hub = self.clone();
        tokio::spawn(async move {
            while !people.is_empty() {
                let now = people.split_off(people.len().saturating_sub(AT_ONCE));
                for user in now {
                    hub.tell_of(user);
                }
                sleep(PACE).await;
            }
        });
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// Comes back when something may have changed since the last call, or since the beginning; `false`
    /// when the server ends, and then at once.
    pub(crate) async fn changed(&mut self) -> bool {
        match &mut self.news {
            Some(news) => news.changed().await.is_ok(),
            None => false,
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut inner = self.hub.inner();
        // Before the others are counted, so that of two who go at once one sees nobody.
        drop(self.news.take());
        let nobody = |sender: &watch::Sender<()>| sender.receiver_count() == 0;
        if inner.people.get(&self.who).is_some_and(nobody) {
            inner.people.remove(&self.who);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(number: u8) -> UserId {
        UserId::from_bytes([number; 16])
    }

    fn waiting(hub: &Hub, number: u8) -> Waiting {
        hub.waiting(person(number), Place::Device)
    }

    #[test]
    fn pages_are_not_counted_among_devices() {
        let hub = Hub::default();
        let pages: Vec<_> = (0..9)
            .map(|_| hub.waiting(person(1), Place::Page))
            .collect();
        let device = waiting(&hub, 1);
        assert_eq!(hub.crowd(person(1), Place::Device), 1);
        assert_eq!(hub.crowd(person(1), Place::Page), 9);
        drop((pages, device));
        assert_eq!(hub.len(), 0);
    }

    #[tokio::test]
    async fn a_page_hears_what_a_device_hears() {
        let hub = Hub::default();
        let mut page = hub.waiting(person(1), Place::Page);
        hub.tell(Wake::Approval(person(1)));
        assert!(page.changed().await);
    }

    #[tokio::test]
    async fn whoever_waits_hears_of_their_person_alone() {
        let hub = Hub::default();
        let (mut ana, mut ben) = (waiting(&hub, 1), waiting(&hub, 2));
        hub.tell(Wake::Approval(person(1)));
        hub.tell(Wake::Person(person(1)));
        assert!(ana.changed().await);
        hub.end();
        assert!(!ben.changed().await, "told of nothing but the end");
        assert!(!waiting(&hub, 3).changed().await);
    }

    #[tokio::test]
    async fn everybody_is_told_when_something_may_have_been_missed() {
        let hub = Hub::default();
        let mut waiting: Vec<_> = (0..200).map(|number| waiting(&hub, number)).collect();
        hub.tell(Wake::Missed);
        for one in &mut waiting {
            assert!(one.changed().await);
        }
    }

    #[test]
    fn nobody_is_remembered_whom_nobody_waits_for() {
        let hub = Hub::default();
        let (one, other) = (waiting(&hub, 1), waiting(&hub, 1));
        drop(one);
        assert_eq!(hub.len(), 1);
        drop(other);
        assert_eq!(hub.len(), 0);
    }
}
