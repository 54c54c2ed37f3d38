//! Bytes in and out: big-endian numbers, and records of tag, length and value.

use zeroize::Zeroizing;

/// Set in the tag of a record that a reader must understand; others are kept and passed on.
pub(crate) const MUST_UNDERSTAND: u16 = 0x8000;
/// Bytes before the value of a record.
pub(crate) const RECORD_HEAD: usize = 6;

/// The bytes are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Defect {
    /// The file does not begin like a vault.
    Foreign,
    /// The file is of a newer format.
    NewerFormat(u16),
    /// A record that must be understood is unknown.
    NewerRecord(u16),
    /// Cut short, too long, or against the rules.
    Damaged,
}

/// Takes bytes from the front.
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(crate) fn bytes(&mut self, length: usize) -> Result<&'a [u8], Defect> {
        let (front, rest) = self.0.split_at_checked(length).ok_or(Defect::Damaged)?;
        self.0 = rest;
        Ok(front)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Defect> {
        self.bytes(N)?.try_into().map_err(|_| Defect::Damaged)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Defect> {
        self.array().map(u8::from_be_bytes)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Defect> {
        self.array().map(u16::from_be_bytes)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Defect> {
        self.array().map(u32::from_be_bytes)
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Defect> {
        self.array().map(u64::from_be_bytes)
    }

    /// A value after its length in two bytes.
    pub(crate) fn short(&mut self) -> Result<&'a [u8], Defect> {
        let length = self.u16()?;
        self.bytes(usize::from(length))
    }

    /// A value after its length in four bytes.
    pub(crate) fn long(&mut self) -> Result<&'a [u8], Defect> {
        let length = usize::try_from(self.u32()?).map_err(|_| Defect::Damaged)?;
        self.bytes(length)
    }

    pub(crate) fn record(&mut self) -> Result<(u16, &'a [u8]), Defect> {
        Ok((self.u16()?, self.long()?))
    }

    /// Nothing may be left.
    pub(crate) fn end(self) -> Result<(), Defect> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(Defect::Damaged)
        }
    }
}

/// A record that is not known here, kept to be written back.
#[derive(Clone)]
pub(crate) struct Unknown {
    tag: u16,
    value: Zeroizing<Vec<u8>>,
}

impl Unknown {
    /// Keeps an unknown record, unless it must be understood.
    pub(crate) fn keep(tag: u16, value: &[u8]) -> Result<Self, Defect> {
        if tag & MUST_UNDERSTAND != 0 {
            return Err(Defect::NewerRecord(tag));
        }
        Ok(Self {
            tag,
            value: Zeroizing::new(value.to_vec()),
        })
    }

    pub(crate) fn size(&self) -> usize {
        RECORD_HEAD + self.value.len()
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        put_record(out, self.tag, &self.value);
    }
}

pub(crate) fn put_record(out: &mut Vec<u8>, tag: u16, value: &[u8]) {
    out.extend_from_slice(&tag.to_be_bytes());
    put_long(out, value);
}

/// No value comes near four gibibytes: the whole body is limited to far less.
pub(crate) fn put_long(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&(value.len() as u32).to_be_bytes());
    out.extend_from_slice(value);
}

/// For values of a fixed, small size.
pub(crate) fn put_short(out: &mut Vec<u8>, value: &[u8]) {
    out.extend_from_slice(&(value.len() as u16).to_be_bytes());
    out.extend_from_slice(value);
}
