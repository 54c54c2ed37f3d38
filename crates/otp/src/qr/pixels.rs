//! Grey pixels, and the same picture smaller, larger or clearer.

use std::borrow::Cow;

use zeroize::{Zeroize, Zeroizing};

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

/// From this distance between dark and light on, more of it shows nothing new.
const ENOUGH_CONTRAST: usize = 160;

/// Grey pixels, row after row. Pixels of its own are wiped on drop: they may show a seed.
pub(super) struct Pixels<'a> {
    pub(super) luma: Cow<'a, [u8]>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl<'a> Pixels<'a> {
    /// The picture, or `None` when the numbers do not fit together or there is nothing in it.
    pub(super) fn new(luma: &'a [u8], width: usize, height: usize) -> Option<Self> {
        let fits = width.checked_mul(height) == Some(luma.len());
        (fits && !luma.is_empty()).then_some(Self {
            luma: Cow::Borrowed(luma),
            width,
            height,
        })
    }

    pub(super) fn count(&self) -> usize {
        self.luma.len()
    }

    fn row(&self, y: usize) -> &[u8] {
        let start = y.min(self.height - 1) * self.width;
        self.luma.get(start..start + self.width).unwrap_or_default()
    }

    fn made(luma: Vec<u8>, width: usize, height: usize) -> Pixels<'static> {
        Pixels {
            luma: Cow::Owned(luma),
            width,
            height,
        }
    }

    /// Half as wide and high: every pixel is the average of four.
    pub(super) fn halved(&self) -> Pixels<'static> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut luma = Vec::with_capacity(width * height);
        for y in 0..height {
            let (upper, _) = self.row(2 * y).as_chunks::<2>();
            let (lower, _) = self.row(2 * y + 1).as_chunks::<2>();
            luma.extend(upper.iter().zip(lower).map(|(&[a, b], &[c, d])| {
                ((u16::from(a) + u16::from(b) + u16::from(c) + u16::from(d)) / 4) as u8
            }));
        }
        Self::made(luma, width, height)
    }

    /// Twice as wide and high, with the values between pixels in proportion to the distance.
    pub(super) fn doubled(&self) -> Pixels<'static> {
        let (width, height) = (self.width * 2, self.height * 2);
        let mut luma = Vec::with_capacity(width * height);
        for y in 0..height {
            let near = self.row(y / 2);
            let far = self.row(if y % 2 == 0 {
                (y / 2).saturating_sub(1)
            } else {
                y / 2 + 1
            });
            let at = |x: usize| {
                let value = |row: &[u8]| u16::from(row.get(x).copied().unwrap_or_default());
                3 * value(near) + value(far)
            };
            for x in 0..self.width {
                let here = 3 * at(x);
                luma.push(((here + at(x.saturating_sub(1))) / 16) as u8);
                luma.push(((here + at((x + 1).min(self.width - 1))) / 16) as u8);
            }
        }
        Self::made(luma, width, height)
    }

    /// With the darkest and the lightest hundredth of all pixels at the ends of the scale; `None`
    /// when they are nearly there already.
    pub(super) fn stretched(&self) -> Option<Pixels<'static>> {
        let mut counts = [0_usize; 256];
        for value in self.luma.iter() {
            if let Some(count) = counts.get_mut(usize::from(*value)) {
                *count += 1;
            }
        }
        let rest = self.count() / 100;
        let dark = end(counts.iter(), rest);
        let light = 255 - end(counts.iter().rev(), rest);
        let range = light.saturating_sub(dark).max(1);
        if range > ENOUGH_CONTRAST {
            return None;
        }
        let scaled = |value: u8| (usize::from(value).saturating_sub(dark) * 255 / range).min(255);
        let luma = self.luma.iter().map(|value| scaled(*value) as u8).collect();
        Some(Self::made(luma, self.width, self.height))
    }
}

/// At which value more than `rest` pixels were passed.
fn end<'a>(counts: impl Iterator<Item = &'a usize>, rest: usize) -> usize {
    let mut passed = 0;
    for (value, count) in counts.enumerate() {
        passed += count;
        if passed > rest {
            return value;
        }
    }
    0
}

impl Drop for Pixels<'_> {
    fn drop(&mut self) {
        if let Cow::Owned(luma) = &mut self.luma {
            luma.zeroize();
        }
    }
}
