//! QR pictures: the one that another authenticator scans, and those found in a picture.

mod draw;
mod pixels;
mod read;
mod svg;

pub use draw::draw_qr;
pub use pixels::grey;
pub use read::{FoundQr, read_qr};
pub use svg::draw_svg;
