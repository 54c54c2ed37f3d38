//! Pictures of a person's own beside their entries, small and kept in the vault.

use std::{io::Cursor, path::PathBuf};

use ::vault::{Contents, PictureId};
use data_encoding::BASE64;
use image::{DynamicImage, ImageFormat, imageops::FilterType};

use super::{
    IconChoice,
    decode::{bad, read_picture_file},
};
use crate::{Context, Failure, FailureCode, context::off_thread};

/// The longest side that is tried first, and what is tried when that takes too many bytes.
const SIDES: [u32; 4] = [128, 96, 64, 48];

/// Takes the picture in a file into the vault, no larger than 128 by 128 pixels, and names it for
/// [`edit_entry`](super::edit_entry). What no entry has by the next pick goes.
///
/// # Errors
///
/// [`FailureCode::BadPicture`] for what is no PNG, JPEG, WebP, GIF or BMP or is too large;
/// [`FailureCode::Storage`] when the file cannot be read; and those of saving.
pub async fn pick_icon(cx: &Context, path: &str) -> Result<IconChoice, Failure> {
    let path = PathBuf::from(path);
    // A locked vault is told before the file is read.
    cx.on_open(|_, _| Ok(())).await?;
    let png = off_thread(move || small_png(&read_picture_file(&path)?)).await?;
    cx.on_open(move |open, chance| {
        let id = open.update(chance, |contents| contents.add_picture(&png))?;
        Ok(IconChoice::Picture { id: id.to_string() })
    })
    .await
}

/// A picture of the vault as a data URL.
///
/// # Errors
///
/// [`FailureCode::BadPicture`] when there is none of this id.
pub async fn read_picture(cx: &Context, id: &str) -> Result<String, Failure> {
    let gone = || Failure::new(FailureCode::BadPicture, "there is no such picture");
    let id: PictureId = id.parse().map_err(|_| gone())?;
    cx.on_open(move |open, _| {
        let png = open.vault.contents().picture(&id).ok_or_else(gone)?;
        Ok(format!("data:image/png;base64,{}", BASE64.encode(png)))
    })
    .await
}

/// The picture in the largest of our sizes whose PNG is small enough. Small ones are not blown up.
fn small_png(picture: &DynamicImage) -> Result<Vec<u8>, Failure> {
    for side in SIDES {
        let small = if picture.width() > side || picture.height() > side {
            picture.resize(side, side, FilterType::Lanczos3)
        } else {
            picture.clone()
        };
        let mut png = Cursor::new(Vec::new());
        DynamicImage::ImageRgba8(small.to_rgba8())
            .write_to(&mut png, ImageFormat::Png)
            .map_err(|error| bad(error.to_string()))?;
        let png = png.into_inner();
        if png.len() <= Contents::MAX_PICTURE {
            return Ok(png);
        }
    }
    Err(bad("it stays too large however small it is drawn"))
}

#[cfg(test)]
mod tests {
    use image::RgbaImage;

    use super::*;

    #[test]
    fn a_large_picture_fits_and_keeps_its_shape() {
        let wide = DynamicImage::ImageRgba8(RgbaImage::new(800, 400));
        let png = small_png(&wide).unwrap();
        let small = image::load_from_memory(&png).unwrap();
        assert_eq!((small.width(), small.height()), (128, 64));
    }

    #[test]
    fn a_small_picture_stays_as_it_is() {
        let tiny = DynamicImage::ImageRgba8(RgbaImage::new(16, 16));
        let small = image::load_from_memory(&small_png(&tiny).unwrap()).unwrap();
        assert_eq!((small.width(), small.height()), (16, 16));
    }

    #[test]
    fn what_cannot_be_compressed_is_drawn_smaller() {
        let mut state = 1_u32;
        let noise = RgbaImage::from_fn(300, 300, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgba(state.to_le_bytes())
        });
        // Averaging noise makes it paler; drawn at its own size it stays noise.
        let noise = DynamicImage::ImageRgba8(noise).crop_imm(0, 0, 128, 128);
        let png = small_png(&noise).unwrap();
        assert!(png.len() <= Contents::MAX_PICTURE);
        assert_eq!(image::load_from_memory(&png).unwrap().width(), 96);
    }
}
