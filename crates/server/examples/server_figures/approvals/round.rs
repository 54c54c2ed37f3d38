//! Round trips: ask, deliver, sign, verify, collect.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use protocol::ApprovalDecision::Approve;
use reqwest::Client;
use serde_json::Value;
use tokio::{sync::Mutex, task::JoinSet, time::timeout};

use super::{
    ASKING, TRIPS,
    device::{Keys, Watching},
};
use crate::ours::{Running, now};

/// What waits and was not asked yet.
pub type Waiting = Arc<Mutex<Vec<Watching>>>;

/// Milliseconds from asking until the device heard of it, for each of [`TRIPS`] round trips.
pub async fn trips(
    http: &Client,
    running: &Running,
    waiting: &Waiting,
    keys: &Arc<Keys>,
) -> Vec<f64> {
    let mut asking = JoinSet::new();
    for number in 0..ASKING {
        let program = Program {
            http: http.clone(),
            base: format!("http://{}", running.at),
            basic: running.basic.clone(),
            keys: Arc::clone(keys),
        };
        let waiting = Arc::clone(waiting);
        let share = TRIPS / ASKING + usize::from(number < TRIPS % ASKING);
        asking.spawn(async move {
            let mut took = Vec::new();
            for _ in 0..share {
                let mut watching = waiting.lock().await.pop().unwrap();
                took.push(program.trip(&mut watching).await);
                // It waits on, and its stream with it.
                waiting.lock().await.insert(0, watching);
            }
            took
        });
    }
    asking.join_all().await.concat()
}

/// A program that asks people.
struct Program {
    http: Client,
    base: String,
    basic: String,
    keys: Arc<Keys>,
}

impl Program {
    async fn trip(&self, watching: &mut Watching) -> f64 {
        let begun = Instant::now();
        let name = watching.device.name.as_str();
        let asked = self
            .post(
                "/oauth/backchannel",
                &[("scope", "openid"), ("login_hint", name)],
            )
            .await;
        let heard = timeout(Duration::from_secs(30), watching.heard.recv()).await;
        let took = begun.elapsed().as_secs_f64() * 1000.0;
        let open = heard.unwrap().unwrap();
        let request = &open.items[0];
        let digits = asked["number"].as_str().unwrap();
        let answer = request.answer(&self.keys.answering, Approve, digits, now());
        let path = format!("/{}/answer", request.id);
        let sent = watching.device.request(&self.http, "POST", &path);
        let sent = sent.json(&answer).send().await.unwrap();
        let status = sent.status();
        assert_eq!(status, 200, "{}", sent.text().await.unwrap());
        let fields = [
            ("grant_type", "urn:openid:params:grant-type:ciba"),
            ("auth_req_id", asked["auth_req_id"].as_str().unwrap()),
        ];
        let tokens = self.post("/oauth/token", &fields).await;
        assert!(tokens["id_token"].is_string(), "{tokens}");
        took
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Value {
        let asked = self.http.post(format!("{}{path}", self.base));
        let asked = asked.header("authorization", &self.basic).form(fields);
        let answer = asked.send().await.unwrap();
        let status = answer.status();
        let body: Value = answer.json().await.unwrap();
        assert_eq!(status, 200, "{body}");
        body
    }
}
