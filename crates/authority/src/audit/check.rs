//! Whether a log is the one that was written: every row against the one before, and against what
//! checkpoints say.
//!
//! ```text
//! checkpoints ─▶ Check ─row─▶ Check ─row─▶ … ─end(head)─▶ Report
//! ```
//!
//! Whoever can write to the database can write a chain anew, but not what was signed about the old
//! one. So an edit without care shows in the chain, and one with care in the next checkpoint.

use std::{collections::BTreeMap, fmt};

use time::OffsetDateTime;

use super::{Checkpoint, Event, GENESIS, Kind, chain_as};
use crate::Moment;

/// So many findings are kept; the rest are counted.
pub const FINDINGS: usize = 100;

/// One row of the log, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Gapless, from 1.
    pub number: i64,
    /// How the row is encoded for its hash.
    pub version: i64,
    /// What happened.
    pub event: Event,
    /// SHA-256 over the previous hash and this row.
    pub hash: String,
}

/// Something that is wrong with a log. It prints as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The row does not say what it said when it was written.
    Changed {
        /// The row.
        number: i64,
    },
    /// Rows within the log are gone.
    Missing {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// The first rows are gone, and no signed checkpoint says that they were old enough.
    HeadCut {
        /// The first row that is missing.
        from: i64,
        /// The last row that is missing.
        to: i64,
    },
    /// The row has a number that cannot be at its place.
    Misplaced {
        /// The row.
        number: i64,
    },
    /// The chain fits, but up to this row it is not the one that was signed.
    Replaced {
        /// The first row that may have been replaced.
        from: i64,
        /// The row that the checkpoint names.
        to: i64,
        /// When the checkpoint was signed.
        at: Moment,
    },
    /// The last rows are gone: a checkpoint knows a later one.
    TailCut {
        /// The last row there is.
        last: i64,
        /// The row that the checkpoint names.
        known: i64,
        /// When the checkpoint was signed.
        at: Moment,
    },
    /// The mark of the last row names another row than the last one.
    Head {
        /// The row that the mark names.
        marked: i64,
        /// The last row there is.
        last: i64,
    },
    /// A checkpoint that nobody signed who could.
    Unsigned {
        /// Where it is.
        place: String,
    },
}

impl Finding {
    /// The first row that it is about; 0 when it is about none.
    #[must_use]
    pub const fn number(&self) -> i64 {
        match self {
            Self::Changed { number } | Self::Misplaced { number } => *number,
            Self::Missing { from, .. }
            | Self::HeadCut { from, .. }
            | Self::Replaced { from, .. } => *from,
            Self::TailCut { last, .. } | Self::Head { last, .. } => *last + 1,
            Self::Unsigned { .. } => 0,
        }
    }

    /// A word for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "changed",
            Self::Missing { .. } => "missing",
            Self::HeadCut { .. } => "head_cut",
            Self::Misplaced { .. } => "misplaced",
            Self::Replaced { .. } => "replaced",
            Self::TailCut { .. } => "tail_cut",
            Self::Head { .. } => "head",
            Self::Unsigned { .. } => "unsigned",
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { number } => write!(
                f,
                "row {number} was changed: its hash does not fit what it says"
            ),
            Self::Missing { from, to } => write!(f, "{} missing", rows(*from, *to)),
            Self::HeadCut { from, to } => write!(
                f,
                "the beginning was cut off: {} missing, and nothing signed says that they were old \
                 enough to be removed",
                rows(*from, *to)
            ),
            Self::Misplaced { number } => write!(
                f,
                "row {number} does not belong here: it was added later, or put back after it was \
                 removed for its age"
            ),
            Self::Replaced { from, to, at } => write!(
                f,
                "rows were replaced between {from} and {to}: each fits the one before, but row {to} \
                 is not the one that the checkpoint of {} names",
                moment(*at)
            ),
            Self::TailCut { last, known, at } => write!(
                f,
                "the end was cut off: the last row is {last}, and the checkpoint of {} names row \
                 {known}",
                moment(*at)
            ),
            Self::Head { marked, last } => write!(
                f,
                "the end does not fit: the last row is {last}, and the mark of the last row names \
                 another one, {marked}"
            ),
            Self::Unsigned { place } => write!(
                f,
                "the checkpoint {place} was not signed with the key of this server, or was changed"
            ),
        }
    }
}

fn rows(from: i64, to: i64) -> String {
    if from == to {
        format!("row {from} is")
    } else {
        format!("rows {from} to {to} are")
    }
}

/// As in `2027-01-15 08:00:00 UTC`.
fn moment(at: Moment) -> String {
    match OffsetDateTime::from_unix_timestamp(at.unix()) {
        Ok(at) => format!(
            "{} {:02}:{:02}:{:02} UTC",
            at.date(),
            at.hour(),
            at.minute(),
            at.second()
        ),
        Err(_) => format!("Unix time {}", at.unix()),
    }
}

/// What was found out about a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The first row that has to be there.
    pub first: i64,
    /// The last row there is; before the first when there is none.
    pub last: i64,
    /// How many rows there are.
    pub rows: i64,
    /// How many checkpoints the rows were held against.
    pub checkpoints: usize,
    /// The last row that a checkpoint vouches for.
    pub signed: i64,
    /// What is wrong, in the order of the rows; at most [`FINDINGS`].
    pub findings: Vec<Finding>,
    /// How much more is wrong.
    pub more: usize,
}

impl Report {
    /// Whether nothing is wrong.
    #[must_use]
    pub const fn is_whole(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds what was found elsewhere.
    pub fn add(&mut self, finding: Finding) {
        if self.findings.len() < FINDINGS {
            self.findings.push(finding);
        } else {
            self.more += 1;
        }
    }
}

/// A check under way.
#[derive(Debug)]
pub struct Check {
    /// The row before the first that has to be there.
    base: i64,
    previous: String,
    /// The hash the row before should have had, where it has another one.
    instead: Option<String>,
    /// The last row that fitted a checkpoint, or the base.
    vouched: i64,
    checkpoints: BTreeMap<i64, Vec<Checkpoint>>,
    report: Report,
}

impl Check {
    /// A check against `checkpoints`, whose signatures are known to be right.
    pub fn new(checkpoints: impl IntoIterator<Item = Checkpoint>) -> Self {
        let mut by_number: BTreeMap<i64, Vec<Checkpoint>> = BTreeMap::new();
        for checkpoint in checkpoints {
            by_number
                .entry(checkpoint.number)
                .or_default()
                .push(checkpoint);
        }
        let trimmed = by_number
            .values()
            .rev()
            .flatten()
            .find(|checkpoint| checkpoint.kind == Kind::Trimmed);
        let (base, previous) = trimmed.map_or_else(
            || (0, GENESIS.to_owned()),
            |checkpoint| (checkpoint.number, checkpoint.hash.clone()),
        );
        let later = by_number.split_off(&(base + 1));
        Self {
            base,
            instead: None,
            vouched: base,
            report: Report {
                first: base + 1,
                last: base,
                rows: 0,
                checkpoints: 0,
                signed: base,
                findings: Vec::new(),
                more: 0,
            },
            previous,
            checkpoints: later,
        }
    }

    /// Looks at the next row. Rows come in the order of their numbers.
    pub fn row(&mut self, row: &Row) {
        self.report.rows += 1;
        let expected = self.report.last + 1;
        if row.number < expected {
            self.report.add(Finding::Misplaced { number: row.number });
            return;
        }
        let mut intact = true;
        if row.number > expected {
            let (from, to) = (expected, row.number - 1);
            self.report.add(if expected == self.base + 1 {
                Finding::HeadCut { from, to }
            } else {
                Finding::Missing { from, to }
            });
            // What came before is unknown, so only the next row tells whether this one is whole.
            self.instead = None;
        } else {
            let fits = |previous: &str| {
                chain_as(row.version, previous, row.number, &row.event).as_ref() == Some(&row.hash)
            };
            // When only the hash of the row before was changed, this row still fits the right one.
            intact = fits(&self.previous) || self.instead.as_deref().is_some_and(fits);
            self.instead = None;
            if !intact {
                self.report.add(Finding::Changed { number: row.number });
                self.instead = chain_as(row.version, &self.previous, row.number, &row.event);
            }
        }
        self.previous.clone_from(&row.hash);
        self.report.last = row.number;
        self.hold_against_checkpoints(row, intact);
    }

    fn hold_against_checkpoints(&mut self, row: &Row, intact: bool) {
        let Some(found) = self.checkpoints.remove(&row.number) else {
            return;
        };
        self.report.checkpoints += found.len();
        match found.iter().find(|known| known.hash != row.hash) {
            Some(known) if intact => self.report.add(Finding::Replaced {
                from: self.vouched + 1,
                to: row.number,
                at: known.at,
            }),
            Some(_) => {}
            None => {
                self.vouched = row.number;
                self.report.signed = row.number;
            }
        }
    }

    /// Ends the check: the mark of the last row names `number` with `hash`.
    #[must_use]
    pub fn end(mut self, number: i64, hash: &str) -> Report {
        let last = self.report.last;
        let known = self.checkpoints.values().flatten().next_back();
        if let Some(known) = known.filter(|known| known.number > last) {
            let finding = Finding::TailCut {
                last,
                known: known.number,
                at: known.at,
            };
            self.report.add(finding);
        } else if number != last || hash != self.previous {
            self.report.add(Finding::Head {
                marked: number,
                last,
            });
        }
        self.report
    }
}
