//! Bytes to sign or to digest: fields behind their lengths, so that no two rows of fields meet.

use sha2::{Digest as _, Sha256};

/// A row of fields under a label.
pub(super) struct Transcript(Vec<u8>);

impl Transcript {
    /// The label, and a byte 0.
    pub(super) fn new(label: &str) -> Self {
        let mut bytes = label.as_bytes().to_vec();
        bytes.push(0);
        Self(bytes)
    }

    /// Length as 4 bytes, most significant first, then the bytes.
    pub(super) fn field(mut self, bytes: &[u8]) -> Self {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }

    /// A field of UTF-8.
    pub(super) fn text(self, text: &str) -> Self {
        self.field(text.as_bytes())
    }

    /// A byte 0, or a byte 1 and the field.
    pub(super) fn maybe_text(self, text: Option<&str>) -> Self {
        let there = self.flag(text.is_some());
        match text {
            Some(text) => there.text(text),
            None => there,
        }
    }

    /// A byte 0, or a byte 1 and 8 bytes.
    pub(super) fn maybe_number(self, number: Option<u64>) -> Self {
        let there = self.flag(number.is_some());
        match number {
            Some(number) => there.number(number),
            None => there,
        }
    }

    /// One byte.
    pub(super) fn flag(mut self, flag: bool) -> Self {
        self.0.push(u8::from(flag));
        self
    }

    /// 8 bytes, most significant first; moments before 1970 are 0.
    pub(super) fn time(self, unix: i64) -> Self {
        self.number(u64::try_from(unix).unwrap_or(0))
    }

    fn number(mut self, number: u64) -> Self {
        self.0.extend_from_slice(&number.to_be_bytes());
        self
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// SHA-256 of the bytes.
    pub(super) fn digest(self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}
