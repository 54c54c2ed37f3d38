//! QR pictures for the page: crisp at every size, on a white ground, with the margin readers need.

use data_encoding::BASE64;
use qrcode::{QrCode, render::svg};
use zeroize::Zeroizing;

use crate::{Failure, FailureCode};

/// The width below which a picture is not drawn, in points.
const WIDTH: u32 = 240;

/// `text` as a QR picture in a data URL. Whoever sees it can read the text.
///
/// # Errors
///
/// [`FailureCode::BadLink`] for a text too long for a picture.
pub(crate) fn data_url(text: &str) -> Result<String, Failure> {
    let code = QrCode::new(text.as_bytes())
        .map_err(|_| Failure::new(FailureCode::BadLink, "it is too long for a QR picture"))?;
    let picture = code
        .render()
        .dark_color(svg::Color("#000"))
        .light_color(svg::Color("#fff"))
        .quiet_zone(true)
        .min_dimensions(WIDTH, WIDTH)
        .build();
    let picture = Zeroizing::new(picture);
    Ok(format!(
        "data:image/svg+xml;base64,{}",
        BASE64.encode(picture.as_bytes())
    ))
}
