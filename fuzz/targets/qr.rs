//! QR pictures: whatever the pixels are, the reader comes to an end and says what it found.
//!
//! The first byte is the width. The second says what the rest is: modules, a bit each and drawn one
//! to four pixels wide, so that single modules change; or pixels, a byte each.
#![no_main]

use libfuzzer_sys::fuzz_target;
use otp::read_qr;

fuzz_target!(|data: &[u8]| {
    let [width, what, rest @ ..] = data else {
        return;
    };
    let width = usize::from(*width) + 1;
    if what % 8 >= 4 {
        let height = rest.len() / width;
        let _ = read_qr(&rest[..width * height], width, height);
        return;
    }
    let scale = usize::from(what % 4) + 1;
    let height = (rest.len() * 8 / width).min(255);
    let mut pixels = Vec::with_capacity(width * height * scale * scale);
    for y in 0..height * scale {
        for x in 0..width * scale {
            let module = y / scale * width + x / scale;
            let is_dark = rest[module / 8] >> (module % 8) & 1 == 1;
            pixels.push(if is_dark { 0 } else { 255 });
        }
    }
    let found = read_qr(&pixels, width * scale, height * scale);
    for text in &found.texts {
        let _ = otp::parse_uri(text);
    }
});
