//! What shows in a log that somebody edited.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

use authority::{
    Moment,
    audit::{Check, Checkpoint, Event, Finding, GENESIS, Kind, Report, Row, VERSION, chain},
};
use proptest::prelude::*;

fn event(number: i64) -> Event {
    Event::new(
        Moment::from_unix(1_800_000_000 + number),
        "ana",
        "session.began",
        number,
    )
    .from("192.0.2.1")
    .on("d")
    .because("new_device 25")
}

/// A log of `length` rows.
fn log(length: i64) -> Vec<Row> {
    let mut rows: Vec<Row> = (1..=length)
        .map(|number| Row {
            number,
            version: VERSION,
            event: event(number),
            hash: String::new(),
        })
        .collect();
    rehash(&mut rows, GENESIS, 0);
    rows
}

/// Writes the chain anew from the row at `from` on, as somebody would who knows how.
fn rehash(rows: &mut [Row], genesis: &str, from: usize) {
    for index in from..rows.len() {
        let previous = match index.checked_sub(1) {
            Some(before) => rows[before].hash.clone(),
            None => genesis.to_owned(),
        };
        rows[index].hash = chain(&previous, rows[index].number, &rows[index].event);
    }
}

fn checkpoint(kind: Kind, row: &Row) -> Checkpoint {
    Checkpoint {
        kind,
        number: row.number,
        hash: row.hash.clone(),
        at: row.event.at,
    }
}

fn checkpoints(rows: &[Row], every: usize) -> Vec<Checkpoint> {
    rows.iter()
        .skip(every - 1)
        .step_by(every)
        .map(|row| checkpoint(Kind::Head, row))
        .collect()
}

/// Checks `rows`, whose mark of the last row was left behind by `marked`.
fn check(rows: &[Row], checkpoints: Vec<Checkpoint>, marked: &[Row]) -> Report {
    let mut check = Check::new(checkpoints);
    for row in rows {
        check.row(row);
    }
    let (number, hash) = marked
        .last()
        .map_or((0, GENESIS), |row| (row.number, row.hash.as_str()));
    check.end(number, hash)
}

fn change(event: &mut Event, field: usize) {
    match field {
        0 => event.at = Moment::from_unix(event.at.unix() + 1),
        1 => event.actor.push('x'),
        2 => event.action.push('x'),
        3 => event.subject.push('x'),
        4 => event.detail.push('x'),
        5 => event.device.clear(),
        6 => event.address.clear(),
        7 => event.outcome = None,
        _ => event.reasons.push_str("\nx"),
    }
}

proptest! {
    #[test]
    fn a_log_that_nobody_touched_is_whole(length in 0..60i64, every in 1..20usize) {
        let rows = log(length);
        let report = check(&rows, checkpoints(&rows, every), &rows);
        prop_assert_eq!(&report.findings, &[]);
        prop_assert_eq!((report.rows, report.last), (length, length));
        prop_assert_eq!(report.checkpoints, length as usize / every);
    }

    #[test]
    fn a_changed_field_is_found_at_its_row(length in 1..40i64, at in any::<prop::sample::Index>(), field in 0..9usize) {
        let before = log(length);
        let mut rows = before.clone();
        let at = at.index(rows.len());
        change(&mut rows[at].event, field);
        let expected = Finding::Changed { number: at as i64 + 1 };
        prop_assert_eq!(check(&rows, Vec::new(), &before).findings, [expected]);
    }

    #[test]
    fn a_changed_hash_or_version_is_found_at_its_row(length in 2..40i64, at in any::<prop::sample::Index>(), hash in any::<bool>()) {
        let before = log(length);
        let mut rows = before.clone();
        // That of the last row is held against the mark, see below.
        let at = at.index(rows.len() - 1);
        if hash {
            rows[at].hash = GENESIS.replace('0', "a");
        } else {
            rows[at].version = 1;
        }
        let expected = Finding::Changed { number: at as i64 + 1 };
        prop_assert_eq!(check(&rows, Vec::new(), &before).findings, [expected]);
    }

    #[test]
    fn removed_rows_are_named(length in 3..40i64, from in any::<prop::sample::Index>(), count in 1..10usize) {
        let before = log(length);
        let mut rows = before.clone();
        let from = from.index(rows.len());
        let to = (from + count).min(rows.len());
        rows.drain(from..to);
        let report = check(&rows, Vec::new(), &before);
        let (first, last) = (from as i64 + 1, to as i64);
        let expected = match () {
            () if last == length => Finding::Head { marked: length, last: first - 1 },
            () if first == 1 => Finding::HeadCut { from: first, to: last },
            () => Finding::Missing { from: first, to: last },
        };
        prop_assert_eq!(report.findings, [expected]);
    }

    #[test]
    fn rows_that_changed_places_are_found(length in 2..40i64, a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>()) {
        let before = log(length);
        let mut rows = before.clone();
        let (a, b) = (a.index(rows.len()), b.index(rows.len()));
        prop_assume!(a != b);
        // With their numbers kept in order, as a database hands them out.
        rows.swap(a, b);
        let number = rows[a].number;
        rows[a].number = rows[b].number;
        rows[b].number = number;
        prop_assert!(!check(&rows, Vec::new(), &before).is_whole());
        // And with their numbers taken along.
        rows[b].number = rows[a].number;
        rows[a].number = number;
        prop_assert!(!check(&rows, Vec::new(), &before).is_whole());
    }

    #[test]
    fn an_added_row_is_found(length in 1..40i64, at in any::<prop::sample::Index>()) {
        let before = log(length);
        let mut rows = before.clone();
        let at = at.index(rows.len());
        let twin = rows[at].clone();
        rows.insert(at, twin);
        let misplaced = Finding::Misplaced { number: at as i64 + 1 };
        prop_assert_eq!(check(&rows, Vec::new(), &before).findings, [misplaced]);
    }

    #[test]
    fn a_chain_that_was_written_anew_is_found_by_the_next_checkpoint(
        length in 1..60i64, every in 1..20usize, at in any::<prop::sample::Index>(), field in 0..9usize,
    ) {
        let before = log(length);
        let signed = checkpoints(&before, every);
        let mut rows = before;
        let at = at.index(rows.len());
        change(&mut rows[at].event, field);
        rehash(&mut rows, GENESIS, at);
        let report = check(&rows, signed.clone(), &rows);
        let number = at as i64 + 1;
        match signed.iter().find(|signed| signed.number >= number) {
            None => prop_assert!(report.is_whole(), "nothing signed speaks of it yet"),
            Some(next) => {
                let found = matches!(
                    &report.findings[0],
                    Finding::Replaced { from, to, .. } if *from <= number && *to == next.number
                );
                prop_assert!(found, "{:?}", report.findings);
            }
        }
    }

    #[test]
    fn a_tail_that_was_cut_with_its_mark_is_found_by_any_later_checkpoint(
        length in 1..60i64, every in 1..20usize, kept in any::<prop::sample::Index>(),
    ) {
        let before = log(length);
        let signed = checkpoints(&before, every);
        let rows = &before[..kept.index(before.len())];
        let report = check(rows, signed.clone(), rows);
        match signed.last().filter(|last| last.number > rows.len() as i64) {
            None => prop_assert!(report.is_whole()),
            Some(last) => {
                let found = matches!(
                    report.findings[0],
                    Finding::TailCut { known, .. } if known == last.number
                );
                prop_assert!(found);
            }
        }
    }

    #[test]
    fn rows_that_were_old_enough_may_go_and_no_others(
        length in 2..60i64, every in 1..20usize, gone in any::<prop::sample::Index>(), further in 1..5usize,
    ) {
        let before = log(length);
        let gone = gone.index(before.len());
        let mut signed = checkpoints(&before, every);
        signed.push(checkpoint(Kind::Trimmed, &before[gone]));
        let report = check(&before[gone + 1..], signed.clone(), &before);
        prop_assert_eq!(&report.findings, &[]);
        prop_assert_eq!(report.first, gone as i64 + 2);

        let too_many = (gone + 1 + further).min(before.len());
        if too_many > gone + 1 {
            let report = check(&before[too_many..], signed.clone(), &before);
            prop_assert!(!report.is_whole());
        }
        let put_back = check(&before[gone..], signed, &before);
        prop_assert_eq!(put_back.findings, [Finding::Misplaced { number: gone as i64 + 1 }]);
    }
}

#[test]
fn a_finding_says_what_is_wrong_and_where() {
    let at = Moment::from_unix(1_800_000_000);
    let said = |finding: Finding| finding.to_string();
    assert_eq!(
        said(Finding::TailCut {
            last: 7,
            known: 9,
            at
        }),
        "the end was cut off: the last row is 7, and the checkpoint of 2027-01-15 08:00:00 UTC names row 9"
    );
    assert_eq!(
        said(Finding::Missing { from: 3, to: 3 }),
        "row 3 is missing"
    );
}
