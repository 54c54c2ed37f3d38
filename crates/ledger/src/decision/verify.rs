//! Looking for decisions that were changed, taken out, moved or cut off.

use super::{BEGINNING, Decision, Head, all, hash, read_head};
use crate::{Error, Key, Ledger};

/// What a look at the whole chain found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// How many rows there are.
    pub rows: u64,
    /// The hash of the last row.
    pub head: [u8; 32],
    /// What is wrong; empty when nothing is.
    pub faults: Vec<Fault>,
}

/// What is wrong with the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A row does not have the hash of what it holds.
    Changed {
        /// Which.
        number: u64,
    },
    /// Rows are not there.
    Missing {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// A row does not follow the one before it.
    Unlinked {
        /// Which.
        number: u64,
    },
    /// Rows at the end are not there.
    CutOff {
        /// The first of them.
        from: u64,
        /// The last of them.
        to: u64,
    },
    /// The end of the chain is another one than the sealed one.
    OtherEnd,
    /// Where the chain ends is not written any more, or not under this ledger's key.
    NoSeal,
}

impl Ledger {
    /// Goes through the whole chain. Without `key` nothing is said about its end.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn verify_decisions(&self, key: Option<&Key>) -> Result<Verified, Error> {
        // One look at both, since another program may write in between.
        let mut transaction = self.pool.begin().await?;
        let decisions = all(&mut transaction, None).await?;
        let mut faults = Vec::new();
        let mut before = Head {
            number: 0,
            hash: BEGINNING,
        };
        for decision in &decisions {
            judge(decision, before, &mut faults);
            before = Head {
                number: decision.number,
                hash: decision.hash.as_slice().try_into().unwrap_or(BEGINNING),
            };
        }
        if let Some(key) = key {
            match read_head(&mut transaction, key).await? {
                Some(Ok(head)) => judge_end(head, before, &mut faults),
                None if decisions.is_empty() => {}
                _ => faults.push(Fault::NoSeal),
            }
        }
        Ok(Verified {
            rows: u64::try_from(decisions.len()).unwrap_or(u64::MAX),
            head: before.hash,
            faults,
        })
    }
}

fn judge(decision: &Decision, before: Head, faults: &mut Vec<Fault>) {
    let number = decision.number;
    let expected = before.number.saturating_add(1);
    if number > expected {
        faults.push(Fault::Missing {
            from: expected,
            to: number.saturating_sub(1),
        });
    } else if decision.previous != before.hash {
        faults.push(Fault::Unlinked { number });
    }
    // Links go by the stored hash, so that one changed row is one fault.
    if decision.hash != decision.hash_again() {
        faults.push(Fault::Changed { number });
    }
}

fn judge_end(sealed: Head, found: Head, faults: &mut Vec<Fault>) {
    if sealed.number > found.number {
        faults.push(Fault::CutOff {
            from: found.number.saturating_add(1),
            to: sealed.number,
        });
    } else if sealed != found
        && !faults.contains(&Fault::Changed {
            number: found.number,
        })
    {
        faults.push(Fault::OtherEnd);
    }
}

impl Decision {
    /// The hash of what the row holds.
    fn hash_again(&self) -> [u8; 32] {
        hash(
            self.number,
            &self.previous,
            &self.what,
            self.at,
            &self.sealed,
        )
    }
}
