//! `policy replay`: what other weights and thresholds would have made of past sign-ins.

use std::collections::HashMap;

use serde::Serialize;

use super::{Failure, Output, output::table, when};
use crate::{
    Config,
    risk::replay::{Changed, Replayed},
};

#[derive(Debug, clap::Args)]
pub(super) struct Replay {
    /// From when on, as in 2026-12-01 or 30d
    #[arg(long, default_value = "30d")]
    since: String,
}

#[derive(Serialize)]
struct Answer {
    sign_ins: usize,
    then: Counts,
    now: Counts,
    changed: Vec<ChangedView>,
}

#[derive(Serialize)]
struct Counts {
    allow: usize,
    step_up: usize,
    refuse: usize,
}

#[derive(Serialize)]
struct ChangedView {
    at: i64,
    name: String,
    address: String,
    then: &'static str,
    then_score: u32,
    now: &'static str,
    now_score: u32,
    reasons: Vec<String>,
}

pub(super) async fn run(question: &Replay, config: Config, output: Output) -> Result<(), Failure> {
    let server = super::open(config).await?;
    let since = when::moment(&question.since, server.now())?;
    let replayed = server.replay_sign_ins(since).await?;
    let names: HashMap<_, _> = server
        .list_users()
        .await?
        .into_iter()
        .map(|user| (user.id, user.name))
        .collect();
    let view = |changed: &Changed| ChangedView {
        at: changed.at.unix(),
        name: names
            .get(&changed.user)
            .cloned()
            .unwrap_or_else(|| changed.user.to_string()),
        address: changed.address.clone(),
        then: changed.then.0.as_str(),
        then_score: changed.then.1,
        now: changed.now.verdict.as_str(),
        now_score: changed.now.score,
        reasons: changed
            .now
            .reasons
            .iter()
            .map(|(signal, weight)| format!("{signal} {weight}"))
            .collect(),
    };
    let answer = Answer {
        sign_ins: replayed.sign_ins,
        then: counts(replayed.then),
        now: counts(replayed.now),
        changed: replayed.changed.iter().map(view).collect(),
    };
    output.answer(&answer, || in_words(&replayed, &answer))
}

fn counts([allow, step_up, refuse]: [usize; 3]) -> Counts {
    Counts {
        allow,
        step_up,
        refuse,
    }
}

fn in_words(replayed: &Replayed, answer: &Answer) -> String {
    let verdicts = |[allow, step_up, refuse]: [usize; 3]| {
        format!("{allow} allowed, {step_up} with a second factor, {refuse} refused")
    };
    let mut text = format!(
        "{} sign-ins with the right password.\n\n  then  {}\n  now   {}\n",
        answer.sign_ins,
        verdicts(replayed.then),
        verdicts(replayed.now)
    );
    if answer.changed.is_empty() {
        text.push_str("\nNothing would have been different.");
        return text;
    }
    let rows: Vec<[String; 6]> = replayed
        .changed
        .iter()
        .zip(&answer.changed)
        .map(|(changed, view)| {
            [
                when::in_words(changed.at),
                view.name.clone(),
                view.address.clone(),
                format!("{} ({})", view.then, view.then_score),
                format!("{} ({})", view.now, view.now_score),
                view.reasons.join(", "),
            ]
        })
        .collect();
    text.push_str(&format!("\n{} would have been different:\n\n", rows.len()));
    text.push_str(&table(
        ["when", "name", "address", "then", "now", "reasons now"],
        &rows,
    ));
    text
}
