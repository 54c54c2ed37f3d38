//! The picture that another authenticator scans.

use qrcode::{QrCode, render::unicode::Dense1x2};
use zeroize::Zeroizing;

use crate::{Entry, Error, print_uri};

/// The entry's address as a QR picture made of half blocks, light on dark with a quiet zone around
/// it, one text line for two rows of modules.
///
/// It shows the seed: whoever photographs it has the entry.
///
/// # Errors
///
/// [`Error::TooLong`] when the address does not fit into a QR picture.
pub fn draw_qr(entry: &Entry) -> Result<Zeroizing<String>, Error> {
    let address = print_uri(entry);
    let picture =
        QrCode::new(address.as_bytes()).map_err(|_| Error::TooLong { limit: MOST_BYTES })?;
    // Terminals are mostly dark, so it is the light modules that are drawn.
    let mut renderer = picture.render::<Dense1x2>();
    renderer
        .dark_color(Dense1x2::Light)
        .light_color(Dense1x2::Dark)
        .quiet_zone(true);
    Ok(Zeroizing::new(renderer.build()))
}

/// What the largest QR picture holds at the error correction used here, in bytes.
pub(super) const MOST_BYTES: usize = 2331;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_uri;

    /// How many pixels a module gets before it is read again.
    const SCALE: usize = 4;

    /// Whether the module at that place is dark. Light modules are the ones that are drawn.
    fn is_dark(lines: &[Vec<char>], x: usize, y: usize) -> bool {
        let lit = match lines[y / 2][x] {
            '█' => true,
            '▀' => y.is_multiple_of(2),
            '▄' => !y.is_multiple_of(2),
            _ => false,
        };
        !lit
    }

    #[test]
    fn a_reader_finds_the_address_in_the_picture() {
        let address = "otpauth://totp/GitHub:ana?secret=JBSWY3DPEHPK3PXP";
        let entry = parse_uri(address).unwrap().entry;
        let picture = draw_qr(&entry).unwrap();
        let lines: Vec<Vec<char>> = picture.lines().map(|line| line.chars().collect()).collect();
        let size = lines[0].len();
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(size * SCALE, size * SCALE, |x, y| {
                if is_dark(&lines, x / SCALE, y / SCALE) {
                    0
                } else {
                    255
                }
            });
        let (_, read) = image.detect_grids()[0].decode().unwrap();

        assert_eq!(read, *print_uri(&entry));
    }
}
