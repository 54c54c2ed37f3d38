//! The fields of a record by tag.

use otp::{Period, Pin};
use zeroize::Zeroizing;

use crate::codec::{Defect, Reader, Unknown};

/// The known fields of a record: tags 1 to `N`. Each stands at most once.
pub(super) struct Fields<'a, const N: usize>([Option<&'a [u8]>; N]);

impl<'a, const N: usize> Fields<'a, N> {
    /// The known fields, and the others to be written back.
    pub(super) fn read(value: &'a [u8]) -> Result<(Self, Vec<Unknown>), Defect> {
        let (mut fields, mut unknown) = (Self([None; N]), Vec::new());
        let mut records = Reader::new(value);
        while !records.is_empty() {
            let (tag, value) = records.record()?;
            match fields.0.get_mut(usize::from(tag).wrapping_sub(1)) {
                Some(place @ None) => *place = Some(value),
                Some(Some(_)) => return Err(Defect::Damaged), // a field stands once
                None => unknown.push(Unknown::keep(tag, value)?),
            }
        }
        Ok((fields, unknown))
    }

    pub(super) fn get(&self, tag: u16) -> Option<&'a [u8]> {
        let place = usize::from(tag).checked_sub(1)?;
        self.0.get(place).copied().flatten()
    }

    pub(super) fn need(&self, tag: u16) -> Result<&'a [u8], Defect> {
        self.get(tag).ok_or(Defect::Damaged)
    }

    pub(super) fn has(&self, tag: u16) -> bool {
        self.get(tag).is_some()
    }

    pub(super) fn array<const M: usize>(&self, tag: u16) -> Result<[u8; M], Defect> {
        self.need(tag)?.try_into().map_err(|_| Defect::Damaged)
    }

    pub(super) fn u8(&self, tag: u16) -> Result<u8, Defect> {
        self.array(tag).map(u8::from_be_bytes)
    }

    pub(super) fn u64(&self, tag: u16) -> Result<u64, Defect> {
        self.array(tag).map(u64::from_be_bytes)
    }

    /// The value of a field that may be absent, by the function that reads it when it is there.
    pub(super) fn maybe<T>(
        &self,
        tag: u16,
        read: impl FnOnce(&Self, u16) -> Result<T, Defect>,
    ) -> Result<Option<T>, Defect> {
        self.has(tag).then(|| read(self, tag)).transpose()
    }

    pub(super) fn text(&self, tag: u16) -> Result<&'a str, Defect> {
        std::str::from_utf8(self.need(tag)?).map_err(|_| Defect::Damaged)
    }

    /// An absent text is an empty one.
    pub(super) fn text_or_empty(&self, tag: u16) -> Result<String, Defect> {
        let text = self.maybe(tag, Self::text)?;
        Ok(text.unwrap_or_default().to_owned())
    }

    pub(super) fn period(&self, tag: u16) -> Result<Period, Defect> {
        Period::new(u32::from_be_bytes(self.array(tag)?)).map_err(|_| Defect::Damaged)
    }

    pub(super) fn pin(&self, tag: u16) -> Result<Pin, Defect> {
        let text = Zeroizing::new(self.text(tag)?.to_owned());
        Pin::new(text).map_err(|_| Defect::Damaged)
    }
}
