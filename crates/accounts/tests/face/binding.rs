//! Tokens that are bound to a key of the account.

use accounts::{Error, Http, Kept, Place, ProofKey, Revoked, SignedIn, TokenStore};
use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::{
    browser::{back, begin_with, chance, http, visit},
    fake::{CLIENT, Fake},
    memory::Memory,
    proofs::Proof,
    refreshing::{asking, new_store},
};

/// A server that binds tokens.
async fn fake() -> Fake {
    let fake = Fake::start().await;
    fake.lie().binding.on = true;
    fake
}

async fn sign_in(fake: &Fake, http: &Http, key: Option<ProofKey>) -> Result<SignedIn, Error> {
    let provider = fake.discovered(http).await;
    let attempt = begin_with(&provider, key).await;
    let (to, parameters) = fake.approve(attempt.address());
    let clock = fake.clock();
    let (signed_in, _) = tokio::join!(attempt.finish(http, &clock), visit(back(&to, &parameters)));
    signed_in
}

/// One account, signed in.
struct Case {
    fake: Fake,
    http: Http,
    memory: Memory,
    store: TokenStore<Memory>,
    account: &'static str,
}

impl Case {
    async fn new(fake: Fake, account: &'static str) -> Self {
        let (http, memory) = (http(), Memory::default());
        let store = new_store(&memory);
        let tokens = sign_in(&fake, &http, None).await.unwrap().tokens;
        store.keep(&memory, account, tokens).await.unwrap();
        Self {
            fake,
            http,
            memory,
            store,
            account,
        }
    }

    /// The access token and the thumbprint of the key that it needs.
    async fn access(&self) -> Result<(String, Option<String>), Error> {
        let provider = self.fake.discovered(&self.http).await;
        let clock = self.fake.clock();
        let mut chance = chance();
        let mut with = asking(&provider, &self.http, &clock, &mut chance);
        let access = self
            .store
            .access_token(&self.memory, self.account, &mut with)
            .await?;
        let key = access.key().map(ProofKey::thumbprint);
        Ok((access.reveal().to_owned(), key))
    }

    /// The same account after the program was started again.
    fn restarted(self) -> Self {
        Self {
            store: new_store(&self.memory),
            http: http(),
            ..self
        }
    }

    async fn key(&self) -> Option<ProofKey> {
        self.store.key(&self.memory, self.account).await.unwrap()
    }

    /// The keys and the nonces of the proofs so far.
    fn proofs(&self) -> Vec<(String, Option<String>)> {
        let inner = self.fake.lie();
        let proofs = inner.binding.proofs.iter();
        proofs
            .map(|proof| (proof.key.clone(), proof.nonce()))
            .collect()
    }
}

#[tokio::test]
async fn a_server_that_binds_tokens_is_shown_one_key_from_the_grant_on() {
    let case = Case::new(fake().await, "bound").await.restarted();
    let key = case.key().await.unwrap().thumbprint();
    let (first, needs) = case.access().await.unwrap();
    assert_eq!(needs.as_ref(), Some(&key));
    case.fake.later(590);
    let (second, needs) = case.access().await.unwrap();
    assert_ne!(first, second);
    assert_eq!(needs.as_ref(), Some(&key));
    let case = case.restarted();
    case.fake.later(590);
    case.access().await.unwrap();
    assert_eq!(case.proofs(), vec![(key, None); 3]);
}

#[tokio::test]
async fn each_sign_in_without_a_key_makes_its_own() {
    let (fake, http) = (fake().await, http());
    let mut keys = Vec::new();
    for _ in 0..2 {
        let tokens = sign_in(&fake, &http, None).await.unwrap().tokens;
        keys.push(tokens.key.unwrap().thumbprint());
    }
    assert_ne!(keys[0], keys[1]);
}

#[tokio::test]
async fn a_nonce_is_learnt_once_and_carried_from_then_on() {
    let fake = fake().await;
    fake.lie().binding.nonce = Some("n1".to_owned());
    let case = Case::new(fake, "nonce").await;
    case.fake.later(590);
    case.access().await.unwrap();
    case.fake.lie().binding.nonce = Some("n2".to_owned());
    case.fake.later(590);
    case.access().await.unwrap();
    let carried: Vec<_> = case.proofs().into_iter().map(|(_, nonce)| nonce).collect();
    let n = |nonce: &str| Some(nonce.to_owned());
    assert_eq!(
        carried,
        [None, n("n1"), n("n1"), n("n1"), n("n2")],
        "asked for at the sign-in, known at the first refresh, asked for anew at the second"
    );
}

#[tokio::test]
async fn a_server_that_wants_another_nonce_each_time_is_given_up() {
    let fake = fake().await;
    fake.lie().binding.insatiable = true;
    let refused = sign_in(&fake, &http(), None).await;
    assert!(
        matches!(&refused, Err(Error::Refused { error, .. }) if error == "use_dpop_nonce"),
        "{refused:?}"
    );
    assert_eq!(fake.lie().token_requests.len(), 2);
}

#[tokio::test]
async fn proofs_go_by_the_clock_of_the_server() {
    for seconds in [3_600, 86_400 * 400] {
        let fake = fake().await;
        fake.later(seconds);
        let case = Case::new(fake, "clock").await;
        case.fake.later(590);
        case.access().await.unwrap();
        assert_eq!(case.proofs().len(), 2);
    }
}

#[tokio::test]
async fn a_request_proves_the_key_for_its_token_alone() {
    let case = Case::new(fake().await, "resource").await;
    let key = case.key().await.unwrap();
    let url: Url = format!("{}/api/v1/sessions?cursor=b", case.fake.issuer)
        .parse()
        .unwrap();
    let servers = case.http.servers();
    servers.learn(&url, Some("n7"), None);
    let proof = || {
        let proof = servers.proof(&key, ("GET", &url), "access-9", &mut chance());
        Proof::read(&proof.unwrap())
    };
    let (one, two) = (proof(), proof());
    let bare = format!("{}/api/v1/sessions", case.fake.issuer);
    one.is_for("GET", &bare, crate::fake::START);
    assert_eq!(one.key, key.thumbprint());
    assert_eq!(
        one.claims["ath"],
        BASE64URL_NOPAD.encode(&Sha256::digest("access-9"))
    );
    assert_eq!(one.nonce().as_deref(), Some("n7"));
    assert_ne!(one.jti(), two.jti());
}

#[tokio::test]
async fn signing_in_again_shows_the_same_key_and_ends_the_earlier_sign_in() {
    let case = Case::new(fake().await, "again").await.restarted();
    let key = case.key().await.unwrap();
    let provider = case.fake.discovered(&case.http).await;
    let again = sign_in(&case.fake, &case.http, Some(key.clone())).await;
    case.memory.look(|inner| inner.order.clear());
    let kept = case
        .store
        .keep_instead(
            &case.memory,
            case.account,
            again.unwrap().tokens,
            (&provider, CLIENT, &case.http),
        )
        .await
        .unwrap();
    assert!(matches!(kept, (Kept::Stored, Revoked::Yes)), "{kept:?}");
    assert_eq!(
        case.memory.look(|inner| inner.order.clone()),
        [
            "put account/again/2",
            "get account/again/2",
            "move 2 keychain",
            "forget account/again/1"
        ]
    );
    let ended: Vec<_> = case
        .fake
        .lie()
        .revoked
        .iter()
        .map(|(_, token)| token.clone())
        .collect();
    assert_eq!(ended, ["refresh-2", "access-2"], "the earlier ones");
    assert_eq!(case.key().await, Some(key.clone()));
    assert_eq!(case.access().await.unwrap().0, "access-4");
    assert!(
        case.proofs()
            .iter()
            .all(|(shown, _)| *shown == key.thumbprint())
    );
}

#[tokio::test]
async fn a_crash_while_signing_in_again_leaves_the_earlier_tokens_and_their_key() {
    let case = Case::new(fake().await, "crash-again").await;
    let key = case.key().await.unwrap();
    let provider = case.fake.discovered(&case.http).await;
    let again = sign_in(&case.fake, &case.http, None).await.unwrap();
    let newer = again.tokens.key.clone();
    case.memory.look(|inner| inner.move_fails = true);
    let there = (&provider, CLIENT, &case.http);
    let kept = case
        .store
        .keep_instead(&case.memory, case.account, again.tokens, there)
        .await
        .unwrap();
    assert!(matches!(kept.0, Kept::InMemory(_)), "{kept:?}");
    assert_eq!(
        case.key().await,
        newer,
        "this process goes on with the new ones"
    );
    assert_eq!(case.restarted().key().await, Some(key));
}

#[tokio::test]
async fn tokens_that_are_too_long_are_sealed_together_with_their_key() {
    let fake = fake().await;
    fake.lie().answer = json!({"refresh_token": "r".repeat(2_400)});
    let case = Case::new(fake, "sealed-key").await;
    let key = case.key().await;
    let case = case.restarted();
    assert_eq!(case.key().await, key);
    case.memory.look(|inner| {
        assert!(inner.secrets.is_empty());
        assert_eq!(inner.rows["sealed-key"].place, Place::Sealed);
    });
}

#[tokio::test]
async fn the_key_goes_with_the_account() {
    let case = Case::new(fake().await, "gone").await;
    let provider = case.fake.discovered(&case.http).await;
    case.store
        .sign_out(&case.memory, "gone", Some(&provider), CLIENT, &case.http)
        .await
        .unwrap();
    case.memory.look(|inner| {
        inner.rows.remove("gone"); // the caller's part
        assert!(inner.secrets.is_empty() && inner.sealed.is_empty());
    });
    assert_eq!(case.key().await, None);
    assert_eq!(case.restarted().key().await, None);
}

#[tokio::test]
async fn a_server_that_binds_nothing_sees_no_key() {
    let case = Case::new(Fake::start().await, "bearer").await;
    assert_eq!(case.access().await.unwrap().1, None);
    assert_eq!(case.key().await, None);
    case.fake.later(590);
    case.access().await.unwrap();
    assert!(case.proofs().is_empty());
}

#[tokio::test]
async fn a_key_of_an_algorithm_that_we_lack_is_not_made() {
    let fake = Fake::start().await;
    fake.lie().document = json!({"dpop_signing_alg_values_supported": ["EdDSA"]});
    let tokens = sign_in(&fake, &http(), None).await.unwrap().tokens;
    assert_eq!((tokens.key, tokens.bound), (None, false));
}

#[tokio::test]
async fn a_sign_in_from_before_goes_on_until_the_next_one() {
    let case = Case::new(Fake::start().await, "before").await;
    case.fake.lie().binding.on = true;
    case.fake.later(590);
    assert_eq!(case.access().await.unwrap().1, None);
    assert!(case.proofs().is_empty());
    let again = sign_in(&case.fake, &case.http, case.key().await).await;
    assert!(again.unwrap().tokens.bound);
}

#[tokio::test]
async fn a_server_may_bind_the_refresh_token_alone() {
    let fake = fake().await;
    fake.lie().binding.refresh_only = true;
    let case = Case::new(fake, "half").await.restarted();
    case.fake.later(590);
    assert_eq!(case.access().await.unwrap().1, None, "a bearer token");
    let key = case.key().await.unwrap().thumbprint();
    assert_eq!(case.proofs(), vec![(key, None); 2]);
}

#[tokio::test]
async fn a_refresh_without_the_key_would_be_refused() {
    let case = Case::new(fake().await, "stolen").await;
    let (version, line) = case.memory.look(|inner| {
        let version = inner.rows["stolen"].version;
        let line = inner.secrets[&format!("account/stolen/{version}")].clone();
        (version, String::from_utf8(line).unwrap())
    });
    let (before, after) = line.split_once(",\"key\"").unwrap();
    assert!(after.ends_with("\"bound\":true}"), "{after}");
    let stolen = format!("{before}}}").replace("\"v\":2", "\"v\":1");
    case.memory.look(|inner| {
        let name = format!("account/stolen/{version}");
        inner.secrets.insert(name, stolen.into_bytes());
    });
    let case = case.restarted();
    case.fake.later(600);
    assert!(matches!(case.access().await, Err(Error::SignInAgain)));
}
