//! What an entry looks like, and the pictures that a person brought for it.
//!
//! A picture is kept once, however many entries show it. One that nothing shows any more goes at the
//! next save; one that was just added waits for its entry until the next one is added.

use sha2::{Digest as _, Sha256};

use crate::codec::Unknown;
use crate::id::id;
use crate::{Contents, Error};

id! {
    /// Names a picture by what it shows: the first 16 bytes of its SHA-256.
    PictureId
}

/// What an entry shows instead of the icon that its issuer's name suggests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Icon {
    /// A brand's icon that comes with the program, by its short name.
    Brand(String),
    /// A picture in this vault.
    Picture(PictureId),
}

/// One picture as the vault keeps it.
pub(crate) struct Picture {
    pub(crate) png: Vec<u8>,
    pub(crate) unknown: Vec<Unknown>,
}

/// How every PNG begins, [section 5.2](https://www.w3.org/TR/png-3/#5PNG-file-signature).
const SIGNATURE: [u8; 8] = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n'];

impl Contents {
    /// Most bytes a picture may have.
    pub const MAX_PICTURE: usize = 64 * 1024;

    /// Keeps a picture, for [`Icon::Picture`] in an edit that follows.
    ///
    /// # Errors
    ///
    /// [`Error::BadPicture`] when it is no PNG or has more than [`Contents::MAX_PICTURE`] bytes.
    pub fn add_picture(&mut self, png: &[u8]) -> Result<PictureId, Error> {
        if !png.starts_with(&SIGNATURE) || png.len() > Self::MAX_PICTURE {
            return Err(Error::BadPicture { bytes: png.len() });
        }
        let id = name_of(png);
        let (png, unknown) = (png.to_vec(), Vec::new());
        self.pictures.entry(id).or_insert(Picture { png, unknown });
        self.waiting = Some(id);
        Ok(id)
    }

    /// The PNG with this name.
    #[must_use]
    pub fn picture(&self, id: &PictureId) -> Option<&[u8]> {
        self.pictures.get(id).map(|picture| picture.png.as_slice())
    }

    /// An entry is about to show this picture.
    pub(crate) fn use_picture(&mut self, id: &PictureId) -> Result<(), Error> {
        if !self.pictures.contains_key(id) {
            return Err(Error::NoSuchPicture { id: *id });
        }
        self.waiting = self.waiting.filter(|waiting| waiting != id);
        Ok(())
    }
}

fn name_of(png: &[u8]) -> PictureId {
    let mut name = [0; 16];
    name.iter_mut()
        .zip(Sha256::digest(png))
        .for_each(|(to, from)| *to = from);
    PictureId::from_bytes(name)
}
