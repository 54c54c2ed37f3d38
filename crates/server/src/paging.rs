//! Parts of long lists: a cursor says where the next part begins.
//!
//! A cursor is sealed against change and bound to one list, one person, one sort and one filter, so
//! that nobody reads from it or asks by it what they could not ask otherwise.

use data_encoding::BASE64URL_NOPAD;
use protocol::Page;
use subtle::ConstantTimeEq as _;

use crate::{Server, refusal::Refusal};

/// How many rows a part has when nobody says.
const USUAL: u32 = 100;
/// How many it has at most.
const MOST: u32 = 200;
/// How much of the stamp a cursor carries, in bytes.
const STAMP: usize = 16;

/// Which part of which list was asked for.
#[derive(Debug)]
pub(crate) struct Part {
    list: String,
    /// How many rows.
    pub(crate) limit: u32,
    /// Where the part before ended.
    pub(crate) after: Option<Vec<String>>,
}

impl Part {
    /// Reads `limit` and `cursor` for the list that `list` names in full: whose, which, how sorted
    /// and how filtered.
    pub(crate) fn read(
        server: &Server,
        list: &[&str],
        limit: Option<u32>,
        cursor: Option<&str>,
    ) -> Result<Self, Refusal> {
        let unreadable = Refusal::invalid_request(
            "limit is 1 to 200, and cursor comes from the part before of the same list",
        );
        // Fields are told apart by their lengths.
        let list: String = list
            .iter()
            .map(|part| format!("{}:{part}", part.len()))
            .collect();
        let limit = limit.unwrap_or(USUAL);
        if !(1..=MOST).contains(&limit) {
            return Err(unreadable);
        }
        let after = match cursor {
            None => None,
            Some(text) => Some(open(server, &list, text).ok_or(unreadable)?),
        };
        Ok(Self { list, limit, after })
    }

    /// One row more than asked for, which tells whether anything follows.
    pub(crate) fn and_one(&self) -> u32 {
        self.limit + 1
    }

    /// The part of the list that `rows` are, of which there may be one too many.
    pub(crate) fn page<R, T>(
        &self,
        server: &Server,
        mut rows: Vec<R>,
        position: impl Fn(&R) -> Vec<String>,
        view: impl Fn(R) -> T,
    ) -> Page<T> {
        let limit = self.limit as usize;
        let more = rows.len() > limit;
        rows.truncate(limit);
        let last = rows.last().filter(|_| more).map(position);
        Page {
            next_cursor: last.map(|last| seal(server, &self.list, &last)),
            items: rows.into_iter().map(view).collect(),
        }
    }

    /// The moment and the id at which the part before ended, for lists in the order of time.
    pub(crate) fn after_moment(&self) -> Option<(i64, String)> {
        match self.after.as_deref() {
            Some([at, id]) => Some((at.parse().ok()?, id.clone())),
            _ => None,
        }
    }
}

fn stamp(server: &Server, list: &str, position: &[u8]) -> [u8; 32] {
    let mut text = (list.len() as u64).to_be_bytes().to_vec();
    text.extend_from_slice(list.as_bytes());
    text.extend_from_slice(position);
    server.stamp("cursor/1", &text)
}

fn seal(server: &Server, list: &str, position: &[String]) -> String {
    let position = serde_json::to_vec(position).unwrap_or_default();
    let stamp = stamp(server, list, &position);
    let mut bytes: Vec<u8> = stamp.into_iter().take(STAMP).collect();
    bytes.extend_from_slice(&position);
    BASE64URL_NOPAD.encode(&bytes)
}

fn open(server: &Server, list: &str, cursor: &str) -> Option<Vec<String>> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
    let (shown, position) = bytes.split_at_checked(STAMP)?;
    let expected = stamp(server, list, position);
    let same = expected.get(..STAMP)?.ct_eq(shown);
    if !bool::from(same) {
        return None;
    }
    serde_json::from_slice(position).ok()
}
