//! Decisions about approvals, as a chain: each row's hash covers the row and the hash before it.
//!
//! ```text
//! hash = SHA-256("decision/1" ‖ 0 ‖ LP(number, u64) ‖ LP(previous hash) ‖ LP(account) ‖ LP(issuer)
//!        ‖ LP(request) ‖ LP(decision) ‖ LP(key) ‖ LP(public key) ‖ LP(signed bytes) ‖ LP(signature)
//!        ‖ LP(moment, u64) ‖ LP(request as shown, sealed))
//! ```
//!
//! LP is a length in four bytes, most significant first, and then so many bytes. Number and hash of the
//! last row are sealed beside the chain. So a row that was changed, taken out, moved or cut off at the
//! end is noticed. What is not noticed: that the whole file was replaced by an older one of this
//! computer, chain and seal together, or that all of it was deleted. The server's record shows that.

use rand_core::CryptoRng;
use sha2::{Digest as _, Sha256};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use crate::{Error, Key, Ledger};

mod verify;

pub use verify::{Fault, Verified};

/// The hash before the first row.
const BEGINNING: [u8; 32] = [0; 32];

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionState {
    /// It was written down to be sent. Left like this, the program ended in between.
    Sent,
    /// It was sent, and no answer came: the server may have it.
    Unsure,
    /// The server took it.
    Accepted,
    /// The server did not take it.
    Refused,
}

impl DecisionState {
    /// The stored word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Unsure => "unsure",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }

    fn parse(word: &str) -> Result<Self, Error> {
        [Self::Sent, Self::Unsure, Self::Accepted, Self::Refused]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or(Error::Unknown("state of a decision"))
    }
}

/// What is written down before an answer is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDecision {
    /// The account's id on this computer.
    pub account: String,
    /// The server that asked.
    pub issuer: String,
    /// The request.
    pub request: String,
    /// What was decided, in the word that was signed.
    pub decision: String,
    /// The id of the key that signed.
    pub key: String,
    /// Its public half.
    pub public_key: String,
    /// The bytes that were signed.
    pub signed: Vec<u8>,
    /// The signature over them.
    pub signature: String,
    /// The request as it was shown.
    pub shown: String,
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// 1 for the first, then without a gap.
    pub number: u64,
    /// The hash of the row before.
    pub previous: Vec<u8>,
    /// The hash of this row.
    pub hash: Vec<u8>,
    /// What was written; `shown` is empty when the ledger's key is out of reach or lost.
    pub what: NewDecision,
    /// When it was written, Unix seconds by this computer's clock.
    pub at: i64,
    /// What became of it.
    pub state: DecisionState,
    sealed: Vec<u8>,
}

/// Where the chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Head {
    number: u64,
    hash: [u8; 32],
}

impl Ledger {
    /// Writes a decision down as the last of the chain and says under which number. It is on disk
    /// when this returns. `at` is Unix seconds.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn append_decision(
        &self,
        key: &Key,
        new: &NewDecision,
        at: i64,
        chance: &mut (dyn CryptoRng + Send),
    ) -> Result<u64, Error> {
        let mut transaction = self.pool.begin_with("begin immediate").await?;
        let before = end_of_chain(&mut transaction, key).await?;
        let number = before.number.saturating_add(1);
        let sealed = key.seal(&shown_at(number), new.shown.as_bytes(), chance)?;
        let hash = hash(number, &before.hash, new, at, &sealed);
        let head = Head { number, hash };
        let head = key.seal(HEAD, &head.to_bytes(), chance)?;
        sqlx::query(
            "insert into decisions (number, previous, hash, account, issuer, request, decision,
               key, public_key, signed, signature, at, shown, state)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        )
        .bind(number.cast_signed())
        .bind(before.hash.as_slice())
        .bind(hash.as_slice())
        .bind(&new.account)
        .bind(&new.issuer)
        .bind(&new.request)
        .bind(&new.decision)
        .bind(&new.key)
        .bind(&new.public_key)
        .bind(new.signed.as_slice())
        .bind(&new.signature)
        .bind(at)
        .bind(sealed)
        .bind(DecisionState::Sent.word())
        .execute(&mut *transaction)
        .await?;
        sqlx::query(
            "insert into decisions_head (one, sealed) values (1, $1)
             on conflict (one) do update set sealed = excluded.sealed",
        )
        .bind(head)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(number)
    }

    /// Notes what became of a decision.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn note_decision(&self, number: u64, state: DecisionState) -> Result<(), Error> {
        sqlx::query("update decisions set state = $2 where number = $1")
            .bind(number.cast_signed())
            .bind(state.word())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// All decisions, the first first. Without `key` they do not say what was shown.
    ///
    /// # Errors
    ///
    /// [`Error::Database`] when SQLite refuses.
    pub async fn decisions(&self, key: Option<&Key>) -> Result<Vec<Decision>, Error> {
        let mut connection = self.pool.acquire().await?;
        all(&mut connection, key).await
    }
}

async fn all(connection: &mut SqliteConnection, key: Option<&Key>) -> Result<Vec<Decision>, Error> {
    let rows = sqlx::query(
        "select number, previous, hash, account, issuer, request, decision, key, public_key,
           signed, signature, at, shown, state from decisions order by number",
    )
    .fetch_all(connection)
    .await?;
    rows.iter().map(|row| read(row, key)).collect()
}

/// What the next row follows. The seal counts, not the last row: otherwise the row that follows a tail
/// that was cut off would hide that it was. Where there are rows and no seal that opens, the next row
/// begins anew behind them, which [`Ledger::verify_decisions`] tells.
async fn end_of_chain(connection: &mut SqliteConnection, key: &Key) -> Result<Head, Error> {
    let last: Option<i64> = sqlx::query("select max(number) as last from decisions")
        .fetch_one(&mut *connection)
        .await?
        .try_get("last")?;
    let last = last.map_or(0, i64::cast_unsigned);
    let head = read_head(connection, key).await?.and_then(Result::ok);
    Ok(match head {
        Some(head) if head.number >= last => head,
        _ => Head {
            number: last,
            hash: BEGINNING,
        },
    })
}

/// The sealed end of the chain: `None` when there is none, an error when it does not open.
async fn read_head(
    connection: &mut SqliteConnection,
    key: &Key,
) -> Result<Option<Result<Head, Error>>, Error> {
    let row = sqlx::query("select sealed from decisions_head")
        .fetch_optional(connection)
        .await?;
    let sealed: Option<Vec<u8>> = row.map(|row| row.try_get("sealed")).transpose()?;
    Ok(sealed.map(|sealed| {
        let plain = key.open(HEAD, &sealed)?;
        Head::from_bytes(&plain).ok_or(Error::Sealed)
    }))
}

impl Head {
    fn to_bytes(self) -> Vec<u8> {
        [self.number.to_be_bytes().as_slice(), &self.hash].concat()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (number, hash) = bytes.split_first_chunk::<8>()?;
        Some(Self {
            number: u64::from_be_bytes(*number),
            hash: hash.try_into().ok()?,
        })
    }
}

fn read(row: &SqliteRow, key: Option<&Key>) -> Result<Decision, Error> {
    let number = row.try_get::<i64, _>("number")?.cast_unsigned();
    let sealed: Vec<u8> = row.try_get("shown")?;
    // What was shown under a key that is lost is less to read, not a decision less.
    let shown = key.and_then(|key| key.open(&shown_at(number), &sealed).ok());
    let shown = shown.map(|plain| String::from_utf8_lossy(&plain).into_owned());
    Ok(Decision {
        number,
        previous: row.try_get("previous")?,
        hash: row.try_get("hash")?,
        what: NewDecision {
            account: row.try_get("account")?,
            issuer: row.try_get("issuer")?,
            request: row.try_get("request")?,
            decision: row.try_get("decision")?,
            key: row.try_get("key")?,
            public_key: row.try_get("public_key")?,
            signed: row.try_get("signed")?,
            signature: row.try_get("signature")?,
            shown: shown.unwrap_or_default(),
        },
        at: row.try_get("at")?,
        state: DecisionState::parse(row.try_get("state")?)?,
        sealed,
    })
}

fn hash(number: u64, previous: &[u8], new: &NewDecision, at: i64, sealed: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(b"decision/1\0");
    let (number, at) = (number.to_be_bytes(), at.to_be_bytes());
    for field in [
        number.as_slice(),
        previous,
        new.account.as_bytes(),
        new.issuer.as_bytes(),
        new.request.as_bytes(),
        new.decision.as_bytes(),
        new.key.as_bytes(),
        new.public_key.as_bytes(),
        &new.signed,
        new.signature.as_bytes(),
        &at,
        sealed,
    ] {
        let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
        hash.update(length.to_be_bytes());
        hash.update(field);
    }
    hash.finalize().into()
}

/// Where the seal of the head belongs.
const HEAD: &str = "decisions/head";

/// Where the seal of what was shown belongs.
fn shown_at(number: u64) -> String {
    format!("decision/{number}")
}
