//! A key as text that survives paper, eyes and typing.
//!
//! 32 bytes of key and three of checksum are 56 characters of
//! [Crockford's base 32](https://www.crockford.com/base32.html), which has no I, L, O and U.

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, Zeroizing};

use crate::keys::Key;

/// The groups of a key as they are printed: four characters each.
pub type Groups = Zeroizing<Vec<String>>;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHECKSUM: usize = 3;
const BYTES: usize = 32 + CHECKSUM;
const SYMBOLS: usize = BYTES / CHUNK * CHUNK_SYMBOLS;
/// Five bytes are eight characters.
const CHUNK: usize = 5;
const CHUNK_SYMBOLS: usize = 8;
const GROUP: usize = 4;

/// Keeps a key of one kind from being taken for another.
#[derive(Clone, Copy)]
pub(crate) enum Purpose {
    Recovery,
    Keychain,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Recovery => b"countersign/1/recovery key",
            Self::Keychain => b"countersign/1/keychain key",
        }
    }
}

/// The key with its checksum, in groups with dashes between them or in one piece.
pub(crate) fn encode(purpose: Purpose, key: &Key, grouped: bool) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    let (plain, check) = bytes.split_at_mut(32);
    plain.copy_from_slice(key.bytes());
    check.copy_from_slice(&checksum(purpose, plain));

    let mut text = Zeroizing::new(String::with_capacity(SYMBOLS + SYMBOLS / GROUP));
    let symbols = bytes.chunks_exact(CHUNK).flat_map(|chunk| {
        let number = chunk
            .iter()
            .fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        (0..CHUNK_SYMBOLS)
            .rev()
            .map(move |place| (number >> (5 * place)) as usize & 31)
    });
    for (count, value) in symbols.enumerate() {
        if grouped && count > 0 && count % GROUP == 0 {
            text.push('-');
        }
        text.extend(ALPHABET.get(value).map(|symbol| char::from(*symbol)));
    }
    text
}

/// The groups of a grouped text.
pub(crate) fn groups(text: &str) -> Groups {
    Zeroizing::new(text.split('-').map(str::to_owned).collect())
}

/// Reads what [`encode`] wrote, however it was grouped and typed.
pub(crate) fn decode(purpose: Purpose, text: &str) -> Option<Key> {
    let mut bytes = Zeroizing::new([0; BYTES]);
    let mut symbols = text.chars().filter(|c| !is_separator(*c));
    for chunk in bytes.chunks_exact_mut(CHUNK) {
        let mut number = 0_u64;
        for _ in 0..CHUNK_SYMBOLS {
            number = number << 5 | value_of(symbols.next()?)?;
        }
        let mut eight = number.to_be_bytes();
        chunk.copy_from_slice(eight.get(8 - CHUNK..)?);
        eight.zeroize();
        number.zeroize();
    }
    if symbols.next().is_some() {
        return None;
    }
    let (plain, check) = bytes.split_at(32);
    if checksum(purpose, plain) != check {
        return None;
    }
    let mut key = Key::empty();
    key.bytes_mut().copy_from_slice(plain);
    Some(key)
}

/// What a page, a word processor or a person puts between groups.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '_')
}

fn value_of(c: char) -> Option<u64> {
    let symbol = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET
        .iter()
        .position(|known| char::from(*known) == symbol);
    place.map(|place| place as u64)
}

fn checksum(purpose: Purpose, key: &[u8]) -> [u8; CHECKSUM] {
    let mut hash = Sha256::new();
    hash.update(purpose.label());
    hash.update(key);
    let hash: [u8; 32] = hash.finalize().into();
    let [a, b, c, ..] = hash;
    [a, b, c]
}
