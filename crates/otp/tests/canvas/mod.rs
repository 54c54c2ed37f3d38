//! Pictures to be read, made as badly as wanted.

use qrcode::{Color, QrCode};

/// How a QR picture is painted. Lengths are pixels, angles degrees.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) module: f64,
    pub(crate) angle: f64,
    pub(crate) tilt: f64,
    pub(crate) dark: u8,
    pub(crate) light: u8,
    pub(crate) dots: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self {
            module: 4.0,
            angle: 0.0,
            tilt: 0.0,
            dark: 0,
            light: 255,
            dots: false,
        }
    }
}

pub(crate) struct Canvas {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

impl Canvas {
    pub(crate) fn new(width: usize, height: usize, value: u8) -> Self {
        let pixels = vec![value; width * height];
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Paints the text around a middle, each pixel from sixteen samples.
    pub(crate) fn paint(&mut self, text: &str, look: Look, middle_x: f64, middle_y: f64) {
        const QUIET: f64 = 4.0;
        let code = QrCode::new(text).unwrap();
        let (side, colors) = (code.width(), code.to_colors());
        let half = side as f64 / 2.0;
        let reach = (half + QUIET) * look.module * 1.5;
        let (sin, cos) = look.angle.to_radians().sin_cos();
        let is_dark = |u: f64, v: f64| {
            let (i, j) = (u.floor() as usize, v.floor() as usize);
            let corner = (i < 7 || i >= side - 7) && j < 7 || i < 7 && j >= side - 7;
            let round = (u.fract() - 0.5).hypot(v.fract() - 0.5) < 0.42;
            colors[j * side + i] == Color::Dark && (!look.dots || corner || round)
        };
        let from = |middle: f64| (middle - reach).max(0.0) as usize;
        for y in from(middle_y)..self.height.min((middle_y + reach) as usize) {
            for x in from(middle_x)..self.width.min((middle_x + reach) as usize) {
                let under = f64::from(self.pixels[y * self.width + x]);
                let sum: f64 = (0..16)
                    .map(|sample| {
                        let dx = x as f64 + f64::from(sample % 4) / 4.0 + 0.125 - middle_x;
                        let dy = y as f64 + f64::from(sample / 4) / 4.0 + 0.125 - middle_y;
                        let (u, v) = (dx * cos + dy * sin, dy * cos - dx * sin);
                        let far = look.module * (1.0 + look.tilt * v / (half * look.module));
                        let (u, v) = (u / far + half, v / far + half);
                        let within = |margin: f64| {
                            let range = -margin..side as f64 + margin;
                            range.contains(&u) && range.contains(&v)
                        };
                        if within(0.0) && is_dark(u, v) {
                            f64::from(look.dark)
                        } else if within(QUIET) {
                            f64::from(look.light)
                        } else {
                            under
                        }
                    })
                    .sum();
                self.pixels[y * self.width + x] = (sum / 16.0) as u8;
            }
        }
    }

    /// Light falls off towards the lower right.
    pub(crate) fn shade(&mut self, depth: f64) {
        let (width, height) = (self.width as f64, self.height as f64);
        self.each(|x, y, value| value * (1.0 - depth * (x / width + y / height) / 2.0));
    }

    pub(crate) fn noise(&mut self, sigma: f64, seed: u64) {
        let mut chance = Chance(seed);
        self.each(|_, _, value| value + sigma * chance.normal());
    }

    pub(crate) fn blur(&mut self, times: usize) {
        for _ in 0..times {
            let (before, width) = (self.pixels.clone(), self.width);
            let last = (self.width - 1, self.height - 1);
            self.each(|x, y, _| {
                let near = |at: f64, last: usize| {
                    let at = at as usize;
                    [at.saturating_sub(1), at, (at + 1).min(last)]
                };
                let rows = near(y, last.1).into_iter();
                let cells = rows.flat_map(|y| near(x, last.0).map(|x| (x, y)));
                cells
                    .map(|(x, y)| f64::from(before[y * width + x]))
                    .sum::<f64>()
                    / 9.0
            });
        }
    }

    /// As JPEG packs: each block of 8 by 8 as waves whose heights are rounded to steps.
    pub(crate) fn pack(&mut self, step: f64) {
        let wave = |frequency: usize, at: usize| {
            let scale = if frequency == 0 {
                0.125_f64.sqrt()
            } else {
                0.5
            };
            let angle = std::f64::consts::PI * (2.0 * at as f64 + 1.0) * frequency as f64 / 16.0;
            scale * angle.cos()
        };
        let cells = || (0..64).map(|cell| (cell % 8, cell / 8));
        for top in (0..self.height - 7).step_by(8) {
            for left in (0..self.width - 7).step_by(8) {
                let place = |x: usize, y: usize| (top + y) * self.width + left + x;
                let heights: Vec<f64> = cells()
                    .map(|(u, v)| {
                        let sum: f64 = cells()
                            .map(|(x, y)| {
                                f64::from(self.pixels[place(x, y)]) * wave(u, x) * wave(v, y)
                            })
                            .sum();
                        let step = step * (1.0 + (u + v) as f64 / 3.0);
                        (sum / step).round() * step
                    })
                    .collect();
                let block: Vec<u8> = cells()
                    .map(|(x, y)| {
                        let all = cells().zip(&heights);
                        all.map(|((u, v), height)| height * wave(u, x) * wave(v, y))
                            .sum::<f64>() as u8
                    })
                    .collect();
                for ((x, y), value) in cells().zip(block) {
                    self.pixels[(top + y) * self.width + left + x] = value;
                }
            }
        }
    }

    /// A grey patch.
    pub(crate) fn cover(&mut self, x: usize, y: usize, side: usize) {
        self.rectangle(x - side / 2, y - side / 2, side, side, 128);
    }

    /// Windows, icons and lines of something like text.
    pub(crate) fn desktop(&mut self, seed: u64) {
        let mut chance = Chance(seed);
        let shades = [24, 40, 200, 245, 255];
        for _ in 0..12 {
            let (x, y) = (chance.below(self.width), chance.below(self.height));
            let (width, height) = (200 + chance.below(1200), 100 + chance.below(900));
            self.rectangle(x, y, width, height, shades[chance.below(shades.len())]);
        }
        for _ in 0..600 {
            let (x, y) = (chance.below(self.width), chance.below(self.height));
            let paper = self.pixels[y * self.width + x];
            let ink = if paper > 128 { 30 } else { 220 };
            for stroke in 0..7 * (10 + chance.below(60)) {
                let (right, down) = (stroke / 7 * 9 + chance.below(7), chance.below(11));
                let (width, height) = (1 + chance.below(3), 1 + chance.below(4));
                self.rectangle(x + right, y + down, width, height, ink);
            }
        }
    }

    fn rectangle(&mut self, left: usize, top: usize, width: usize, height: usize, value: u8) {
        for y in top..self.height.min(top + height) {
            let (from, to) = (left.min(self.width), self.width.min(left + width));
            self.pixels[y * self.width + from..y * self.width + to].fill(value);
        }
    }

    fn each(&mut self, mut change: impl FnMut(f64, f64, f64) -> f64) {
        for (place, pixel) in self.pixels.iter_mut().enumerate() {
            let (x, y) = (place % self.width, place / self.width);
            *pixel = change(x as f64, y as f64, f64::from(*pixel)) as u8;
        }
    }
}

/// Numbers that come out the same every time ([xorshift](https://www.jstatsoft.org/v08/i14)).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 16) as usize % limit
    }

    /// Near enough to a normal distribution: six of the even kind.
    fn normal(&mut self) -> f64 {
        let sum: f64 = (0..6)
            .map(|_| (self.next() >> 11) as f64 / (1_u64 << 53) as f64)
            .sum();
        (sum - 3.0) * std::f64::consts::SQRT_2
    }
}
