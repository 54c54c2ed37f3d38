//! Finding QR pictures among grey pixels.
//!
//! File formats are somebody else's: this takes what remains once a picture is decoded.

use std::fmt;

use zeroize::Zeroizing;

/// Most pixels that are looked at: a square of 8192. Larger pictures are refused by finding nothing.
const MOST_PIXELS: usize = 1 << 26;

/// What the QR pictures in a picture say. It prints as a count; the texts are wiped on drop.
#[derive(Default)]
pub struct FoundQr {
    /// Each text once, in the order of finding.
    pub texts: Vec<Zeroizing<String>>,
    /// Places that look like a QR picture and cannot be read, or hold no text.
    pub unreadable: usize,
}

impl fmt::Debug for FoundQr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FoundQr")
            .field("texts", &self.texts.len())
            .field("unreadable", &self.unreadable)
            .finish()
    }
}

/// Grey pixels, 0 black and 255 white, from pixels of red, green, blue and opacity, a byte each.
/// What is transparent lies on white. A rest of fewer than four bytes is left out.
///
/// The weights are those of [ITU-R BT.601](https://www.itu.int/rec/R-REC-BT.601).
#[must_use]
pub fn grey(rgba: &[u8]) -> Zeroizing<Vec<u8>> {
    let (pixels, _) = rgba.as_chunks::<4>();
    let mut grey = Zeroizing::new(Vec::with_capacity(pixels.len()));
    grey.extend(pixels.iter().map(|&[red, green, blue, opacity]| {
        let light = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
        let opacity = u32::from(opacity);
        ((light / 1000 * opacity + 255 * (255 - opacity)) / 255) as u8
    }));
    grey
}

/// Finds the QR pictures among grey pixels (0 black, 255 white), row after row from the top left.
///
/// Dark on light and light on dark, turned by any angle, small in a screenshot or several in one
/// picture: the pixels are looked at in more than one way until something is read. Nothing is
/// found when `luma` is not `width` times `height` pixels.
#[must_use]
pub fn read_qr(luma: &[u8], width: usize, height: usize) -> FoundQr {
    let mut found = FoundQr::default();
    let fits = width.checked_mul(height) == Some(luma.len());
    if !fits || luma.is_empty() || luma.len() > MOST_PIXELS {
        return found;
    }
    let picture = Picture {
        luma,
        width,
        height,
    };
    look(&picture, false, &mut found);
    if found.texts.is_empty() {
        look(&picture, true, &mut found);
    }
    found
}

struct Picture<'a> {
    luma: &'a [u8],
    width: usize,
    height: usize,
}

fn look(picture: &Picture<'_>, inverted: bool, found: &mut FoundQr) {
    let pixel = |x: usize, y: usize| {
        let value = picture.luma.get(y * picture.width + x).copied();
        let value = value.unwrap_or(255);
        if inverted { 255 - value } else { value }
    };
    let mut prepared =
        rqrr::PreparedImage::prepare_from_greyscale(picture.width, picture.height, pixel);
    found.unreadable = 0;
    for grid in prepared.detect_grids() {
        let mut bytes = Zeroizing::new(Vec::with_capacity(rqrr::MAX_PAYLOAD_SIZE));
        let read = grid.decode_to(&mut *bytes).ok();
        let text = read.and_then(|_| std::str::from_utf8(&bytes).ok());
        match text {
            Some(text) if found.texts.iter().any(|known| known.as_str() == text) => {}
            Some(text) => found.texts.push(Zeroizing::new(text.to_owned())),
            None => found.unreadable += 1,
        }
    }
}
