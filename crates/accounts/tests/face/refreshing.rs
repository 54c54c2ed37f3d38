use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use accounts::{
    AccessToken, Asking, Chance, Clock, Error, Http, Provider, SecretPlace as _, TokenStore,
};
use serde_json::json;
use tokio::{io::AsyncReadExt as _, net::TcpListener};

use crate::{
    browser::{back, begin, chance, http, visit},
    fake::{CLIENT, Fake},
    keys,
    memory::Memory,
};

pub fn asking<'a>(
    provider: &'a Provider,
    http: &'a Http,
    clock: Clock<'a>,
    chance: Chance<'a>,
) -> Asking<'a> {
    Asking {
        provider,
        client_id: CLIENT,
        http,
        clock,
        chance,
    }
}

pub fn new_store(memory: &Memory) -> TokenStore<Memory> {
    let locks = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("locks");
    TokenStore::new(memory.clone(), locks).pausing_after_lost_answer(Duration::from_millis(1))
}

/// An account whose tokens came from a real sign-in at `fake`.
pub async fn signed_in(fake: &Fake, account: &str) -> (Memory, TokenStore<Memory>, Http) {
    let (memory, http) = (Memory::default(), http());
    let provider = fake.discovered(&http).await;
    let attempt = begin(&provider).await;
    let (to, parameters) = fake.approve(attempt.address());
    let clock = fake.clock();
    let (signed_in, _) = tokio::join!(attempt.finish(&http, &clock), visit(back(&to, &parameters)));
    let store = new_store(&memory);
    store
        .keep(&memory, account, signed_in.unwrap().tokens)
        .await
        .unwrap();
    (memory, store, http)
}

/// One account, ready to be asked.
struct Case {
    fake: Fake,
    memory: Memory,
    store: TokenStore<Memory>,
    http: Http,
    account: &'static str,
}

impl Case {
    async fn new(account: &'static str) -> Self {
        let fake = Fake::start().await;
        let (memory, store, http) = signed_in(&fake, account).await;
        Self {
            fake,
            memory,
            store,
            http,
            account,
        }
    }

    async fn token(&self) -> Result<AccessToken, Error> {
        self.token_from(&self.store).await
    }

    async fn token_from(&self, store: &TokenStore<Memory>) -> Result<AccessToken, Error> {
        let provider = self.fake.discovered(&self.http).await;
        let clock = self.fake.clock();
        store
            .access_token(
                &self.memory,
                self.account,
                &mut asking(&provider, &self.http, &clock, &mut chance()),
            )
            .await
    }

    /// How many refreshes reached the server.
    fn refreshes(&self) -> usize {
        self.fake
            .lie()
            .token_requests
            .iter()
            .filter(|form| form["grant_type"] == "refresh_token")
            .count()
    }

    fn line(&self) -> String {
        let version = self.memory.look(|inner| inner.rows[self.account].version);
        let line = self
            .memory
            .get(&format!("account/{}/{version}", self.account))
            .unwrap();
        String::from_utf8(line.to_vec()).unwrap()
    }
}

#[tokio::test]
async fn a_token_is_used_until_a_fifth_of_its_life_is_left() {
    let case = Case::new("fifth").await;
    let first = case.token().await.unwrap();
    case.fake.later(440); // of 600 s, less 120 s, less up to 30 s of jitter
    assert_eq!(case.token().await.unwrap().reveal(), first.reveal());
    assert_eq!(case.refreshes(), 0);
    case.fake.later(41);
    let second = case.token().await.unwrap();
    assert_ne!(second.reveal(), first.reveal());
    assert_eq!(case.token().await.unwrap().reveal(), second.reveal());
    assert_eq!(case.refreshes(), 1);
    assert!(
        case.line().contains(second.reveal()),
        "kept before it was used"
    );
}

#[tokio::test]
async fn two_tasks_and_two_processes_make_one_refresh() {
    let case = Arc::new(Case::new("single flight").await);
    case.fake.later(590);
    case.fake.lie().slow = Duration::from_millis(200);
    let other = new_store(&case.memory);
    let (one, two, three, four) = tokio::join!(
        case.token(),
        case.token(),
        case.token_from(&other),
        case.token_from(&other)
    );
    let first = one.unwrap();
    for token in [two, three, four] {
        assert_eq!(token.unwrap().reveal(), first.reveal());
    }
    assert_eq!(case.refreshes(), 1);
}

#[tokio::test]
async fn what_a_person_asks_for_twice_at_once_is_done_once() {
    let case = Case::new("twice").await;
    let provider = case.fake.discovered(&case.http).await;
    let clock = case.fake.clock();
    case.fake.lie().slow = Duration::from_millis(200);
    let refresh = async || {
        let mut chance = chance();
        case.store
            .refresh(
                &case.memory,
                case.account,
                &mut asking(&provider, &case.http, &clock, &mut chance),
            )
            .await
    };
    let (one, two) = tokio::join!(refresh(), refresh());
    assert_eq!(one.unwrap().reveal(), two.unwrap().reveal());
    assert_eq!(case.refreshes(), 1);
    refresh().await.unwrap();
    assert_eq!(case.refreshes(), 2, "asked again later, it is done again");
}

#[tokio::test]
async fn a_refused_access_token_is_replaced_once() {
    let case = Case::new("refused").await;
    let provider = case.fake.discovered(&case.http).await;
    let clock = case.fake.clock();
    let refused = case.token().await.unwrap();
    let mut chance = chance();
    let mut with = asking(&provider, &case.http, &clock, &mut chance);
    let fresh = case
        .store
        .access_token_after(&case.memory, case.account, &refused, &mut with)
        .await
        .unwrap();
    assert_ne!(fresh.reveal(), refused.reveal());
    let again = case
        .store
        .access_token_after(&case.memory, case.account, &refused, &mut with)
        .await
        .unwrap();
    assert_eq!(again.reveal(), fresh.reveal(), "it was replaced already");
    assert_eq!(case.refreshes(), 1);
}

#[tokio::test]
async fn a_second_process_uses_the_kept_access_token() {
    let case = Case::new("second process").await;
    let first = case.token().await.unwrap();
    assert_eq!(
        case.token_from(&new_store(&case.memory))
            .await
            .unwrap()
            .reveal(),
        first.reveal()
    );
    assert_eq!(case.refreshes(), 0);
}

#[tokio::test]
async fn an_ended_sign_in_says_so_without_a_loop_and_deletes_nothing() {
    let case = Case::new("ended").await;
    let before = case.line();
    case.fake.later(590);
    case.fake.lie().end();
    for _ in 0..3 {
        assert!(matches!(case.token().await, Err(Error::SignInAgain)));
    }
    assert_eq!(case.refreshes(), 1);
    assert_eq!(case.line(), before);
}

#[tokio::test]
async fn a_server_in_trouble_costs_nothing() {
    let case = Case::new("trouble").await;
    let before = case.line();
    case.fake.later(500);
    let page = |status| (status, "text/html", "<h1>Sorry</h1>".to_owned());
    case.fake.lie().token_instead.extend([page(503)]);
    assert!(
        case.token().await.is_ok(),
        "the old access token is still good"
    );
    assert!(case.token().await.is_ok());
    assert_eq!(
        case.refreshes(),
        1,
        "and the server is left in peace for a while"
    );

    case.fake.later(100);
    for status in [503, 429, 200, 403, 302] {
        case.fake.lie().token_instead.push_back(page(status));
        let away = case.token().await;
        assert!(
            matches!(away, Err(Error::ServerAway { .. })),
            "{status}: {away:?}"
        );
    }
    assert_eq!(case.line(), before);
    assert!(
        case.token().await.is_ok(),
        "when the server is back, so is the account"
    );
}

#[tokio::test]
async fn another_error_is_reported_and_keeps_the_tokens() {
    let case = Case::new("another error").await;
    let before = case.line();
    case.fake.later(600);
    let error = json!({"error": "invalid_client", "error_description": "gone"}).to_string();
    case.fake
        .lie()
        .token_instead
        .push_back((401, "application/json", error));
    assert!(
        matches!(case.token().await, Err(Error::Refused { error, .. }) if error == "invalid_client")
    );
    assert_eq!(case.line(), before);
    assert!(case.token().await.is_ok());
}

#[tokio::test]
async fn an_answer_without_a_refresh_token_keeps_the_old_one() {
    let case = Case::new("keeps").await;
    case.fake.lie().rotates = false;
    case.fake.later(590);
    case.token().await.unwrap();
    case.fake.later(590);
    case.token().await.unwrap();
    let used: Vec<String> = case.fake.lie().token_requests[1..]
        .iter()
        .map(|form| form["refresh_token"].clone())
        .collect();
    assert_eq!(used.len(), 2);
    assert_eq!(used[0], used[1]);
    assert!(case.line().contains(&used[0]));
}

/// A token endpoint that reads requests and never answers; after `lost` of them it is closed.
async fn silent(lost: usize) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/token", socket.local_addr().unwrap());
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        for _ in 0..lost {
            let (mut stream, _) = socket.accept().await.unwrap();
            let mut request = Vec::new();
            while !String::from_utf8_lossy(&request).contains("client_id=") {
                assert_ne!(stream.read_buf(&mut request).await.unwrap(), 0);
            }
            heard.push(
                String::from_utf8_lossy(&request)
                    .split("\r\n\r\n")
                    .nth(1)
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
        heard
    });
    (address, heard)
}

#[tokio::test]
async fn after_a_lost_answer_the_same_token_is_presented_once_more() {
    let case = Case::new("lost").await;
    let before = case.line();
    case.fake.later(600);
    let (address, heard) = silent(2).await;
    case.fake.lie().document = json!({"token_endpoint": address});
    let lost = case.token().await;
    assert!(matches!(lost, Err(Error::ServerAway { .. })), "{lost:?}");
    let heard = heard.await.unwrap();
    assert_eq!(heard.len(), 2);
    assert_eq!(
        heard[0], heard[1],
        "the same token twice, and not a third time"
    );
    assert_eq!(case.line(), before);
}

#[tokio::test]
async fn a_closed_port_is_not_a_lost_answer() {
    let case = Case::new("closed").await;
    case.fake.later(600);
    let (address, heard) = silent(0).await;
    heard.await.unwrap();
    case.fake.lie().document = json!({"token_endpoint": address});
    assert!(matches!(case.token().await, Err(Error::ServerAway { .. })));
}

#[tokio::test]
async fn a_refresh_token_is_not_used_before_it_is_good() {
    let fake = Fake::start().await;
    let now = fake.lie().now.load(std::sync::atomic::Ordering::SeqCst);
    let early = keys::unsigned(
        &json!({"alg": "EdDSA"}),
        &json!({"nbf": now + 550, "exp": now + 9_000}),
    );
    fake.lie().answer = json!({"refresh_token": format!("{early}.x")});
    let (memory, store, http) = signed_in(&fake, "early").await;
    fake.lie().answer = json!({});
    assert_eq!(
        memory.look(|inner| inner.rows["early"].refresh_expires_at),
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(now + 9_000))
    );
    let case = Case {
        fake,
        memory,
        store,
        http,
        account: "early",
    };
    case.fake.later(500);
    assert!(
        case.token().await.is_ok(),
        "the old access token serves meanwhile"
    );
    assert_eq!(case.refreshes(), 0);
    case.fake.later(50);
    assert!(
        matches!(case.token().await, Err(Error::SignInAgain)),
        "from then on it is presented"
    );
    assert_eq!(case.refreshes(), 1);
}

#[tokio::test]
async fn an_account_without_tokens_says_so() {
    let case = Case::new("other").await;
    let provider = case.fake.discovered(&case.http).await;
    let clock = case.fake.clock();
    let none = case
        .store
        .access_token(
            &case.memory,
            "nobody",
            &mut asking(&provider, &case.http, &clock, &mut chance()),
        )
        .await;
    assert!(matches!(none, Err(Error::NoTokens)), "{none:?}");
}

#[tokio::test]
async fn the_work_can_move_between_threads() {
    fn movable<T: Send>(work: T) -> T {
        work
    }
    let fake = Fake::start().await;
    let (memory, store, http) = signed_in(&fake, "threads").await;
    let provider = movable(accounts::discover(&http, &fake.issuer))
        .await
        .unwrap();
    let clock = fake.clock();
    let mut chance = chance();
    let mut with = asking(&provider, &http, &clock, &mut chance);
    movable(store.access_token(&memory, "threads", &mut with))
        .await
        .unwrap();
    movable(store.sign_out(&memory, "threads", Some(&provider), CLIENT, &http))
        .await
        .unwrap();
    drop(movable(
        movable(begin(&provider)).await.finish(&http, &clock),
    ));
}
