//! Sealing: what must be read back but not from a copy of the database.
//!
//! AES-256-GCM under a key that [`crate::keys::master::MasterKey::derive`] made for one purpose. The
//! associated data says what is sealed and for whom, so that nothing opens in another one's place.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use data_encoding::BASE64_NOPAD;
use zeroize::Zeroizing;

/// It cannot be sealed, or does not open with this key in this place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it does not open with this key")]
pub struct NotOpened;

/// Seals `plain`; `nonce` is fresh from chance, `place` comes again when it is opened.
///
/// # Errors
///
/// [`NotOpened`] when the library cannot work with what it was given.
pub fn seal(
    key: &[u8; 32],
    nonce: [u8; 12],
    place: &[u8],
    plain: &[u8],
) -> Result<String, NotOpened> {
    let mut sealed = Zeroizing::new(plain.to_vec());
    let tag = cipher(key)?
        .seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(place),
            &mut sealed,
        )
        .map_err(|_| NotOpened)?;
    Ok(BASE64_NOPAD.encode(&[&nonce[..], &sealed, tag.as_ref()].concat()))
}

/// Opens what [`seal`] made with the same key for the same place.
///
/// # Errors
///
/// [`NotOpened`] for everything else.
pub fn open(key: &[u8; 32], place: &[u8], sealed: &str) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
    let bytes = BASE64_NOPAD
        .decode(sealed.as_bytes())
        .map_err(|_| NotOpened)?;
    let (nonce, sealed) = bytes.split_first_chunk::<12>().ok_or(NotOpened)?;
    let mut sealed = Zeroizing::new(sealed.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let opened = cipher(key)?.open_in_place(nonce, Aad::from(place), &mut sealed);
    Ok(Zeroizing::new(opened.map_err(|_| NotOpened)?.to_vec()))
}

fn cipher(key: &[u8; 32]) -> Result<LessSafeKey, NotOpened> {
    UnboundKey::new(&AES_256_GCM, key)
        .map(LessSafeKey::new)
        .map_err(|_| NotOpened)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_with_its_key_in_its_place_alone() {
        let sealed = seal(&[1; 32], [2; 12], b"seed/ana", b"secret").unwrap();
        assert_eq!(
            open(&[1; 32], b"seed/ana", &sealed).unwrap().as_slice(),
            b"secret"
        );
        assert!(open(&[2; 32], b"seed/ana", &sealed).is_err());
        assert!(open(&[1; 32], b"seed/ben", &sealed).is_err());
        assert!(open(&[1; 32], b"seed/ana", &sealed[1..]).is_err());
        assert!(open(&[1; 32], b"seed/ana", "").is_err());
    }
}
