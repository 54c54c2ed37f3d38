//! What a browser does when it is sent back, and what a stranger may send instead.

use std::time::{Duration, UNIX_EPOCH};

use accounts::{Http, ProofKey, Provider, Request, SignIn};
use getrandom::SysRng;
use rand_core::UnwrapErr;
use url::Url;

use crate::fake::{CLIENT, START};

pub fn chance() -> UnwrapErr<SysRng> {
    UnwrapErr(SysRng)
}

pub async fn begin(provider: &Provider) -> SignIn {
    begin_with(provider, None).await
}

/// As [`begin`], with the key of an earlier sign-in.
pub async fn begin_with(provider: &Provider, key: Option<ProofKey>) -> SignIn {
    begin_request(provider, key, false).await
}

/// As [`begin`], for somebody who has to prove anew who they are.
pub async fn begin_anew(provider: &Provider) -> SignIn {
    begin_request(provider, None, true).await
}

async fn begin_request(provider: &Provider, key: Option<ProofKey>, anew: bool) -> SignIn {
    let request = Request {
        client_id: CLIENT.to_owned(),
        scopes: provider.desktop_scopes(),
        login_hint: None,
        device_name: Some("Ana’s laptop".to_owned()),
        key,
        anew,
    };
    SignIn::begin(provider, request, &mut chance())
        .await
        .unwrap()
}

/// With a clock that stands still where the servers' begins.
pub fn http() -> Http {
    Http::new(|| UNIX_EPOCH + Duration::from_secs(START)).unwrap()
}

/// The address that the browser is sent back to.
pub fn back(to: &Url, parameters: &[(String, String)]) -> Url {
    let mut url = to.clone();
    url.query_pairs_mut().extend_pairs(parameters);
    url
}

/// The same without one parameter.
pub fn without(parameters: &[(String, String)], name: &str) -> Vec<(String, String)> {
    parameters
        .iter()
        .filter(|(key, _)| key != name)
        .cloned()
        .collect()
}

/// The same with another value.
pub fn with(parameters: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let mut changed = without(parameters, name);
    changed.push((name.to_owned(), value.to_owned()));
    changed
}

pub fn stranger() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().unwrap()
}

pub async fn visit(url: Url) -> reqwest::Response {
    stranger().get(url).send().await.unwrap()
}
