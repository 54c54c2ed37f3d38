//! The plain body, for the fuzz targets alone: behind a seal no mutation would ever get this far.

use zeroize::Zeroizing;

use crate::header::PADDING;
use crate::{Contents, body};

/// Reads records as they lie in a body, between its length and its padding; `None` when an unlock
/// would call them damaged or newer.
#[must_use]
pub fn read_records(records: &[u8]) -> Option<Contents> {
    let mut plain = Vec::with_capacity(records.len() + 8 + PADDING);
    plain.extend_from_slice(&(records.len() as u64).to_be_bytes());
    plain.extend_from_slice(records);
    plain.resize(plain.len().next_multiple_of(PADDING), 0);
    body::decode(&plain).ok()
}

/// Writes contents as records. [`read_records`] gives back the same contents.
#[must_use]
pub fn write_records(contents: &Contents) -> Zeroizing<Vec<u8>> {
    let plain = body::encode(contents);
    let mut length = [0; 8];
    length.copy_from_slice(plain.get(..8).unwrap_or(&[0; 8]));
    let records = usize::try_from(u64::from_be_bytes(length)).ok();
    let records = records.and_then(|length| plain.get(8..8 + length));
    Zeroizing::new(records.unwrap_or_default().to_vec())
}
