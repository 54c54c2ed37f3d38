//! Finding QR pictures among grey pixels.
//!
//! File formats are somebody else's: this takes what remains once a picture is decoded. `rxing` finds
//! the corners and corrects the errors; of the readers tried it read the most of what is turned,
//! small, blurred, noisy or one of many. None of its types leave this file.

use std::fmt;

use rxing::{
    Binarizer, Luma8Source,
    common::{
        BitMatrix, DetectorRXingResult as _, GlobalHistogramBinarizer, HybridBinarizer,
        cpp_essentials::DecoderResult,
    },
    qrcode::cpp_port::{decoder, detector},
};
use zeroize::Zeroizing;

use super::pixels::Pixels;

/// Most pixels that are looked at, as many as a square of 8192 has.
const MOST_PIXELS: usize = 1 << 26;
/// Up to here a picture is also looked at in twice its size: it costs four times as much.
const MOST_PIXELS_TO_DOUBLE: usize = 1 << 20;
/// Half the size is no use below this many pixels.
const LEAST_PIXELS_TO_HALVE: usize = 1 << 14;
/// Most groups of three corners that are tried in one look. A screenful of codes has a few hundred.
const MOST_GROUPS: usize = 4096;
/// Most corners that are grouped in one look.
const MOST_CORNERS: usize = 1024;

/// What the QR pictures in a picture say. It prints as a count; the texts are wiped on drop.
#[derive(Default)]
pub struct FoundQr {
    /// Each text once, in the order of finding.
    pub texts: Vec<Zeroizing<String>>,
    /// Places that look like a QR picture and cannot be read, as far as can be told.
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

/// Finds the QR pictures among grey pixels (0 black, 255 white), row after row from the top left.
///
/// Dark on light and light on dark, turned by any angle, small in a screenshot or several in one
/// picture: the pixels are looked at in more than one way until something is read. Nothing is
/// found when `luma` is not `width` times `height` pixels, or more than 67 million.
#[must_use]
pub fn read_qr(luma: &[u8], width: usize, height: usize) -> FoundQr {
    let mut found = FoundQr::default();
    let Some(picture) = Pixels::new(luma, width, height).filter(|p| p.count() <= MOST_PIXELS)
    else {
        return found;
    };
    let mut search = Search::default();
    search.look(&picture, Threshold::Local);
    if picture.count() >= LEAST_PIXELS_TO_HALVE {
        search.look(&picture.halved(), Threshold::Local); // averaging takes noise away
    }
    if search.places.is_empty() {
        search.look(&picture, Threshold::Global);
        let clear = picture.stretched();
        if let Some(clear) = &clear {
            search.look(clear, Threshold::Local);
        }
        if search.places.is_empty() && picture.count() <= MOST_PIXELS_TO_DOUBLE {
            let larger = clear.as_ref().unwrap_or(&picture).doubled();
            search.look(&larger, Threshold::Local);
        }
    }
    found.unreadable = search.unreadable();
    found.texts = search.texts;
    found
}

#[derive(Clone, Copy)]
enum Threshold {
    /// Dark is what is darker than its surroundings.
    Local,
    /// Dark is what is darker than one value for the whole picture.
    Global,
}

/// What was found so far.
#[derive(Default)]
struct Search {
    texts: Vec<Zeroizing<String>>,
    /// Where something was read.
    places: Vec<Place>,
    /// Where the corners of a picture were seen and nothing could be read.
    failed: Vec<Place>,
}

impl Search {
    /// One look, at dark on light and at light on dark.
    fn look(&mut self, picture: &Pixels<'_>, threshold: Threshold) {
        if let Some(mut bits) = black_and_white(picture, threshold) {
            self.read_all(&bits);
            bits.flip_self();
            self.read_all(&bits);
        }
    }

    /// Reads what the corners belong to that are found.
    fn read_all(&mut self, bits: &BitMatrix) {
        let mut corners = detector::FindFinderPatterns(bits, true, 0);
        corners.truncate(MOST_CORNERS);
        let groups = detector::GenerateFinderPatternSets(&mut corners);
        let (mut used, mut failed) = (Vec::new(), Vec::new());
        for group in groups.into_iter().take(MOST_GROUPS) {
            let three = [group.tl, group.tr, group.bl];
            if three.iter().any(|corner| used.contains(corner)) {
                continue;
            }
            let Ok(sampled) = detector::SampleQR(bits, &group) else {
                continue;
            };
            let place = Place::of(&group, bits);
            if let Some(text) = read(sampled.getBits()) {
                used.extend(three);
                self.places.push(place);
                if !self.texts.contains(&text) {
                    self.texts.push(text);
                }
            } else {
                failed.push((three, place));
            }
        }
        // A group that shares a corner with another was a wrong guess, not a second picture.
        for (three, place) in failed {
            if !three.iter().any(|corner| used.contains(corner)) {
                used.extend(three);
                self.failed.push(place);
            }
        }
    }

    /// How many places failed in every look.
    fn unreadable(&self) -> usize {
        let mut counted: Vec<&Place> = Vec::new();
        for place in &self.failed {
            let known = self.places.iter().chain(counted.iter().copied());
            if !known.into_iter().any(|other| other.covers(place)) {
                counted.push(place);
            }
        }
        counted.len()
    }
}

/// The middle of a QR picture and its size, as parts of the width and height of all pixels.
struct Place {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

impl Place {
    fn of(group: &detector::FinderPatternSet, bits: &BitMatrix) -> Self {
        let (width, height) = (bits.width() as f32, bits.height() as f32);
        let (a, b) = (group.tr.p, group.bl.p);
        let side = (a.x - b.x).hypot(a.y - b.y) / 2.0;
        Self {
            x: (a.x + b.x) / 2.0 / width,
            y: (a.y + b.y) / 2.0 / height,
            width: side / width,
            height: side / height,
        }
    }

    fn covers(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < self.width && (self.y - other.y).abs() < self.height
    }
}

fn black_and_white(picture: &Pixels<'_>, threshold: Threshold) -> Option<BitMatrix> {
    let (width, height) = (
        picture.width.try_into().ok()?,
        picture.height.try_into().ok()?,
    );
    let source = Luma8Source::new_with_slice(&picture.luma, width, height).ok()?;
    let bits = match threshold {
        Threshold::Local => HybridBinarizer::new(source).get_black_matrix().cloned(),
        Threshold::Global => GlobalHistogramBinarizer::new(source)
            .get_black_matrix()
            .cloned(),
    };
    bits.ok()
}

/// The text of a square of modules. Addresses are UTF-8 or plain ASCII and rarely say so, hence the
/// guess of the library, which has other encodings in mind, comes second.
fn read(modules: &BitMatrix) -> Option<Zeroizing<String>> {
    let decoded = decoder::Decode(modules)
        .ok()
        .filter(DecoderResult::isValid)?;
    let content = decoded.content();
    let text = match std::str::from_utf8(content.bytes()) {
        Ok(text) if !content.has_eci => text.to_owned(),
        _ => content.to_string(),
    };
    (!text.is_empty()).then(|| Zeroizing::new(text))
}
