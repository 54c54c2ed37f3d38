//! A QR picture for a page, as an SVG that stays sharp on paper.

use std::fmt::Write as _;

use qrcode::{Color, QrCode};
use zeroize::Zeroizing;

use super::draw::MOST_BYTES;
use crate::Error;

/// Light modules around the picture, as
/// [ISO/IEC 18004](https://www.iso.org/standard/83389.html) asks for.
const QUIET: usize = 4;

/// Any text as a QR picture, dark on white with a quiet zone around it, one unit for a module.
///
/// # Errors
///
/// [`Error::TooLong`] when the text does not fit into a QR picture.
pub fn draw_svg(text: &str) -> Result<Zeroizing<String>, Error> {
    let picture = QrCode::new(text).map_err(|_| Error::TooLong { limit: MOST_BYTES })?;
    let modules = picture.width();
    let size = modules + 2 * QUIET;
    // Room for the longest answer: no half-grown copy of a secret picture stays behind.
    let mut svg = Zeroizing::new(String::with_capacity(200 + modules * modules * 12));
    svg.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\" shape-rendering=\"crispEdges\"");
    let _ = write!(svg, " viewBox=\"0 0 {size} {size}\">"); // a String takes all
    let _ = write!(
        svg,
        "<rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/>"
    );
    svg.push_str("<path fill=\"#000\" d=\"");
    for (y, row) in picture.to_colors().chunks(modules).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|left, right| left == right) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, long) = (x + QUIET, y + QUIET, run.len());
                let _ = write!(svg, "M{left} {top}h{long}v1h-{long}z");
            }
            x += run.len();
        }
    }
    svg.push_str("\"/></svg>");
    Ok(svg)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pixels a module gets before it is read again.
    const SCALE: usize = 4;

    fn numbers(run: &str) -> Vec<usize> {
        run.split(['M', ' ', 'h', 'v', '-', 'z'])
            .filter_map(|number| number.parse().ok())
            .collect()
    }

    #[test]
    fn a_reader_finds_the_text_in_the_picture() {
        let text = "7QXK-0M3V-ABCD";
        let svg = draw_svg(text).unwrap();
        let path = svg.split(" d=\"").nth(1).unwrap();
        let path = path.split('"').next().unwrap();
        let size: usize = svg.split("viewBox=\"0 0 ").nth(1).unwrap()[..2]
            .parse()
            .unwrap();
        let mut dark = vec![false; size * size];
        for run in path.split_inclusive('z') {
            let run = numbers(run);
            let (left, top, long) = (run[0], run[1], run[2]);
            dark[top * size + left..][..long].fill(true);
        }
        let mut image =
            rqrr::PreparedImage::prepare_from_greyscale(size * SCALE, size * SCALE, |x, y| {
                if dark[y / SCALE * size + x / SCALE] {
                    0
                } else {
                    255
                }
            });
        assert_eq!(image.detect_grids()[0].decode().unwrap().1, text);
    }
}
