//! Pictures out of files: only formats that are nothing but pictures, and only as large as is sane.

use std::{
    fs::File,
    io::{Cursor, Read},
    path::Path,
};

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};

use crate::{Failure, FailureCode};

/// The most bytes of a file that are read: a photograph of 50 megapixels has fewer.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// The longest side, in pixels.
const LONGEST_SIDE: u32 = 16_384;

/// The most pixels: 8,192 by 8,192. A few bytes can ask for far more memory than that.
const MOST_PIXELS: u64 = 1 << 26;

/// The most memory that decoding may take besides the picture itself.
const MOST_MEMORY: u64 = 512 * 1024 * 1024;

/// The picture in a file, upright.
///
/// # Errors
///
/// [`FailureCode::BadPicture`] for what is no picture, too large, or an SVG;
/// [`FailureCode::Storage`] when the file cannot be read.
pub(super) fn read_picture_file(path: &Path) -> Result<DynamicImage, Failure> {
    decode(&read(path)?)
}

/// The picture in `bytes`, upright.
///
/// # Errors
///
/// [`FailureCode::BadPicture`].
pub(super) fn decode(bytes: &[u8]) -> Result<DynamicImage, Failure> {
    if looks_like_svg(bytes) {
        return Err(bad(
            "an SVG is a program as much as a picture and is not opened; save it as PNG",
        ));
    }
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format();
    let mut reader = reader.map_err(|error| bad(error.to_string()))?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let unreadable = |error: ImageError| bad(error.to_string());
    let mut decoder = reader.into_decoder().map_err(unreadable)?;
    let (width, height) = decoder.dimensions();
    check_size(width.into(), height.into())?;
    let orientation = decoder.orientation().map_err(unreadable)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(unreadable)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// Whether a picture of that many pixels is looked at.
///
/// # Errors
///
/// [`FailureCode::BadPicture`].
pub(crate) fn check_size(width: u64, height: u64) -> Result<(), Failure> {
    let longest = u64::from(LONGEST_SIDE);
    if width > longest || height > longest || width.saturating_mul(height) > MOST_PIXELS {
        return Err(bad(format!("{width} by {height} pixels are too many")));
    }
    Ok(())
}

/// Only a plain file: a device has no end, and a pipe would be waited for.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let unread = |error: std::io::Error| Failure::of(FailureCode::Storage, &error);
    let is_file = path.metadata().map_err(unread)?.is_file();
    if !is_file {
        return Err(bad("it is not a file"));
    }
    let mut bytes = Vec::new();
    let mut file = File::open(path).map_err(unread)?.take(MOST_BYTES + 1);
    file.read_to_end(&mut bytes).map_err(unread)?;
    if bytes.len() as u64 > MOST_BYTES {
        let most = MOST_BYTES / 1024 / 1024;
        return Err(bad(format!("the file has more than {most} MiB")));
    }
    Ok(bytes)
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    text.trim_ascii_start().starts_with(b"<")
}

pub(super) fn bad(detail: impl Into<String>) -> Failure {
    Failure::new(FailureCode::BadPicture, detail)
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbaImage};

    use super::*;

    fn encoded(format: ImageFormat) -> Vec<u8> {
        let picture = DynamicImage::ImageRgba8(RgbaImage::new(3, 2)).to_rgb8();
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_that_is_offered_can_be_read() {
        use ImageFormat::{Bmp, Gif, Jpeg, Png, WebP};
        for format in [Png, Jpeg, WebP, Gif, Bmp] {
            let picture = decode(&encoded(format)).unwrap();
            assert_eq!((picture.width(), picture.height()), (3, 2), "{format:?}");
        }
    }

    #[test]
    fn an_svg_is_refused_by_its_name() {
        for text in ["<svg xmlns='x'/>", "\u{feff} <?xml version='1.0'?><svg/>"] {
            let refused = decode(text.as_bytes()).unwrap_err();
            assert_eq!(refused.code, FailureCode::BadPicture);
            assert!(refused.detail.contains("SVG"), "{}", refused.detail);
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let png = encoded(ImageFormat::Png);
        for bytes in [&b""[..], b"hello", &png[..png.len() / 2], &[0; 4096]] {
            let refused = decode(bytes).unwrap_err();
            assert_eq!(refused.code, FailureCode::BadPicture);
        }
    }

    #[test]
    fn a_small_file_that_asks_for_a_huge_picture_is_refused() {
        // A bitmap of 60,000 by 60,000 pixels with nothing after its header.
        let mut bomb = b"BM\x36\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
        bomb.extend(60_000_u32.to_le_bytes());
        bomb.extend(60_000_u32.to_le_bytes());
        bomb.extend(b"\x01\0\x18\0\0\0\0\0");
        bomb.extend([0; 20]);
        assert_eq!(decode(&bomb).unwrap_err().code, FailureCode::BadPicture);
    }
}
