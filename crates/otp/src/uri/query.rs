//! The part behind the question mark: form-encoded pairs with keys in any case.

use percent_encoding::percent_decode;
use zeroize::Zeroizing;

use crate::Error;

/// Decorations that may be long; they do not count towards the length of an address.
const ICONS: [&str; 3] = ["icon", "image", "codedisplay"];

pub(super) struct Query<'a>(Vec<(String, &'a str)>);

impl<'a> Query<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
                .map(|(key, value)| (key.trim().to_ascii_lowercase(), value))
                .collect(),
        )
    }

    /// Whether the key occurs, with or without a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// The first value of the key that is not empty, as it was written.
    pub(super) fn raw(&self, name: &str) -> Option<&'a str> {
        let values = self.0.iter().filter(|(key, _)| key == name);
        values
            .map(|(_, value)| *value)
            .find(|value| !value.is_empty())
    }

    /// The first value of the key that is not empty, decoded to bytes.
    pub(super) fn bytes(&self, name: &str) -> Option<Zeroizing<Vec<u8>>> {
        self.raw(name).map(decode_form)
    }

    /// The first value of the key that is not empty, as text. Bytes that are no UTF-8 leave the
    /// value as it was written.
    pub(super) fn text(&self, name: &str) -> Option<Zeroizing<String>> {
        let raw = self.raw(name)?;
        let bytes = decode_form(raw);
        Some(Zeroizing::new(
            std::str::from_utf8(&bytes).unwrap_or(raw).to_owned(),
        ))
    }

    /// As [`Query::text`], but `null` and blanks, which some exports write, count as absent.
    pub(super) fn given(&self, name: &str) -> Option<Zeroizing<String>> {
        self.text(name).filter(|text| {
            let text = text.trim();
            !text.is_empty() && !text.eq_ignore_ascii_case("null")
        })
    }

    /// A number as exports write it: `30`, ` 30 ` and `30.0`. Nothing and `null` are absent.
    pub(super) fn number(
        &self,
        name: &'static str,
        least: u64,
        most: u64,
    ) -> Result<Option<u64>, Error> {
        let Some(text) = self.given(name) else {
            return Ok(None);
        };
        let refused = Error::Number { name, least, most };
        whole_number(&text)
            .filter(|n| (least..=most).contains(n))
            .map(Some)
            .ok_or(refused)
    }

    /// How many characters of the query are decoration.
    pub(super) fn icon_characters(&self) -> usize {
        let icons = self
            .0
            .iter()
            .filter(|(key, _)| ICONS.contains(&key.as_str()));
        icons.map(|(_, value)| value.chars().count()).sum()
    }
}

pub(super) fn whole_number(text: &str) -> Option<u64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let plain = !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit());
    (plain && fraction.bytes().all(|b| b == b'0'))
        .then(|| whole.parse().ok())
        .flatten()
}

/// Plus is a space here, other than in the path.
fn decode_form(raw: &str) -> Zeroizing<Vec<u8>> {
    let mut spaced = Zeroizing::new(raw.as_bytes().to_vec());
    spaced
        .iter_mut()
        .filter(|b| **b == b'+')
        .for_each(|b| *b = b' ');
    let mut bytes = Zeroizing::new(Vec::with_capacity(raw.len()));
    bytes.extend(percent_decode(&spaced));
    bytes
}
