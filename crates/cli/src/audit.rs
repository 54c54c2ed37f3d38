//! `countersign audit …`

use clap::Subcommand;
use commands::{
    Context, Failure, FailureCode,
    audit::{self as wish, AuditView, DecisionView, FaultKind, FaultView, ServerAuditView},
};
use serde_json::{Value, json};

use crate::{failure::Stop, output::Output, words};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Show every decision of this computer.
    Show,
    /// Check the chain of decisions, and compare it with what the servers have recorded.
    Verify,
    /// Print every decision with the bytes that were signed, one JSON value a line.
    Export,
}

pub(crate) async fn run(cx: &Context, verb: Verb, out: &Output) -> Result<(), Stop> {
    match verb {
        Verb::Show => {
            let decisions = wish::list_decisions(cx).await?;
            let rows: Vec<_> = decisions.iter().map(row).collect();
            out.show(&rows, || decisions.iter().map(line).collect());
        }
        Verb::Export => {
            let decisions = wish::list_decisions(cx).await?;
            out.lines(decisions.iter().map(row));
        }
        Verb::Verify => {
            let audit = wish::verify_decisions(cx).await?;
            out.show(&report(&audit), || text(&audit));
            if !audit.is_whole() {
                return Err(Failure::new(FailureCode::AuditBroken, summary(&audit)).into());
            }
        }
    }
    Ok(())
}

fn row(decision: &DecisionView) -> Value {
    json!({
        "number": decision.number,
        "at": decision.at_ms.div_euclid(1000),
        "account": decision.account_id,
        "issuer": decision.issuer,
        "request": decision.request_id,
        "decision": decision.decision,
        "state": decision.state,
        "shown": decision.shown.as_ref().map(|shown| json!({
            "app": shown.app,
            "message": shown.message,
            "browser": shown.browser,
            "os": shown.os,
            "ip": shown.ip,
            "place": shown.place,
        })),
        "key": decision.key,
        "public_key": decision.public_key,
        "signed": decision.signed,
        "signature": decision.signature,
        "previous": decision.previous,
        "hash": decision.hash,
    })
}

fn line(decision: &DecisionView) -> String {
    let at = u64::try_from(decision.at_ms.div_euclid(1000)).unwrap_or_default();
    let app = decision
        .shown
        .as_ref()
        .and_then(|shown| shown.app.as_deref());
    format!(
        "{}  {}  {}  {}  {}  {}",
        decision.number,
        words::moment(at),
        decision.decision,
        decision.state,
        app.unwrap_or(&decision.issuer),
        decision.request_id,
    )
}

fn report(audit: &AuditView) -> Value {
    let faults: Vec<_> = audit
        .faults
        .iter()
        .map(|fault| json!({"kind": kind(fault.kind), "from": fault.from, "to": fault.to}))
        .collect();
    let servers: Vec<_> = audit
        .servers
        .iter()
        .map(|server| {
            json!({
                "account": server.account_id,
                "issuer": server.issuer,
                "same": server.same,
                "only_here": server.only_here,
                "only_there": server.only_there,
                "different": server.different,
                "unreachable": server.unreachable.as_ref().map(|why| words::name(why.code)),
            })
        })
        .collect();
    json!({
        "rows": audit.rows,
        "head": audit.head,
        "end_checked": audit.end_checked,
        "whole": audit.is_whole(),
        "faults": faults,
        "servers": servers,
        "pushes": audit.pushes,
    })
}

fn text(audit: &AuditView) -> Vec<String> {
    let mut text = vec![format!("{} decisions, head {}", audit.rows, audit.head)];
    if !audit.end_checked {
        text.push(words::END_NOT_CHECKED.to_owned());
    }
    text.extend(audit.faults.iter().map(fault));
    text.extend(audit.servers.iter().flat_map(server));
    if audit.pushes > 0 {
        text.push(words::pushes(audit.pushes));
    }
    if audit.is_whole() {
        let unasked = audit.servers.iter().filter(|one| one.unreachable.is_some());
        text.push(words::nothing_wrong(audit.end_checked, unasked.count()));
    }
    text
}

fn fault(fault: &FaultView) -> String {
    let rows = match (fault.from, fault.to) {
        (Some(from), Some(to)) if from != to => format!("Decisions {from} to {to}"),
        (Some(from), _) => format!("Decision {from}"),
        (None, _) => "The end of the chain".to_owned(),
    };
    let what = match fault.kind {
        FaultKind::Changed => "was changed",
        FaultKind::Missing => "is missing",
        FaultKind::Unlinked => "does not follow the one before",
        FaultKind::CutOff => "was cut off at the end",
        FaultKind::OtherEnd => "is another one than was sealed: the chain was written anew",
        FaultKind::NoSeal => "has no seal, or one of another key",
        FaultKind::BadSignature => "has a signature that does not fit",
    };
    format!("{rows}: {what}.")
}

fn server(server: &ServerAuditView) -> Vec<String> {
    if let Some(why) = &server.unreachable {
        let words = words::words(why.code);
        return vec![format!(
            "{}: not compared. {}",
            server.issuer, words.message
        )];
    }
    let mut text = vec![format!("{}: {} the same.", server.issuer, server.same)];
    for (requests, what) in [
        (&server.only_here, "only here"),
        (&server.only_there, "only there"),
        (&server.different, "different there"),
    ] {
        text.extend(requests.iter().map(|id| format!("  {id}  {what}")));
    }
    text
}

fn summary(audit: &AuditView) -> String {
    let off: usize = audit
        .servers
        .iter()
        .map(|server| server.only_here.len() + server.only_there.len() + server.different.len())
        .sum();
    format!(
        "{} faults in the chain, {off} differences from servers",
        audit.faults.len()
    )
}

fn kind(kind: FaultKind) -> &'static str {
    match kind {
        FaultKind::Changed => "changed",
        FaultKind::Missing => "missing",
        FaultKind::Unlinked => "unlinked",
        FaultKind::CutOff => "cut_off",
        FaultKind::OtherEnd => "other_end",
        FaultKind::NoSeal => "no_seal",
        FaultKind::BadSignature => "bad_signature",
    }
}
