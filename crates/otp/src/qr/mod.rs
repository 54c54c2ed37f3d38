//! QR pictures: the one that another authenticator scans, and those found in a picture.

mod draw;
mod read;

pub use draw::draw_qr;
pub use read::{FoundQr, grey, read_qr};
