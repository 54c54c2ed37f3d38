//! What the screens show, to find a QR code there.
//!
//! Under Wayland only the desktop itself may look, through its portal, which asks the person. Under
//! X11 every program may, and asking the server needs no desktop service at all. (`xcap` does all
//! of this, but links to PipeWire, GBM and EGL for recordings that nobody makes here.)

use super::pictures::Grey;
use crate::{Failure, FailureCode};

/// All screens in one picture.
///
/// # Errors
///
/// [`FailureCode::ScreenRefused`] when the person or the system does not let it happen.
#[cfg(target_os = "linux")]
pub(super) async fn capture() -> Result<Grey, Failure> {
    if std::env::var_os("WAYLAND_DISPLAY").is_some() {
        return linux::ask_portal().await;
    }
    match crate::context::off_thread(linux::ask_x11).await {
        Ok(grey) => Ok(grey),
        Err(refused) => {
            tracing::info!(%refused, "the portal is asked instead");
            linux::ask_portal().await
        }
    }
}

/// # Errors
///
/// [`FailureCode::ScreenRefused`].
#[cfg(not(target_os = "linux"))]
pub(super) async fn capture() -> Result<Grey, Failure> {
    Err(refused(
        "looking at the screen is not built for this system",
    ))
}

fn refused(detail: impl Into<String>) -> Failure {
    Failure::new(FailureCode::ScreenRefused, detail)
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, path::PathBuf};

    use ashpd::desktop::screenshot::Screenshot;
    use x11rb::{
        connection::Connection,
        image::{Image, PixelLayout},
        rust_connection::RustConnection,
    };
    use zeroize::Zeroizing;

    use super::{super::decode::read_picture_file, Failure, Grey, refused};
    use crate::context::off_thread;

    /// The portal asks the person, takes the picture, and leaves it in a file, which goes as soon
    /// as it is read: it may show a seed.
    pub(super) async fn ask_portal() -> Result<Grey, Failure> {
        let asked = Screenshot::request().interactive(false).modal(true);
        let answer = asked.send().await.and_then(|request| request.response());
        let answer = answer.map_err(|error| refused(error.to_string()))?;
        let file = file_path(answer.uri().as_str())?;
        off_thread(move || {
            let picture = read_picture_file(&file);
            if let Err(error) = fs::remove_file(&file) {
                tracing::warn!(%error, "a picture of the screen could not be removed");
            }
            let picture = picture?.into_rgba8();
            let (width, height) = (picture.width() as usize, picture.height() as usize);
            Ok(Grey::new(&picture, width, height))
        })
        .await
    }

    fn file_path(uri: &str) -> Result<PathBuf, Failure> {
        url::Url::parse(uri)
            .ok()
            .and_then(|uri| uri.to_file_path().ok())
            .ok_or_else(|| refused("the portal names no file"))
    }

    /// The root window: it shows all screens.
    pub(super) fn ask_x11() -> Result<Grey, Failure> {
        let no = |error: &dyn std::error::Error| refused(error.to_string());
        let (server, screen) = RustConnection::connect(None).map_err(|error| no(&error))?;
        let screen = server.setup().roots.get(screen);
        let screen = screen.ok_or_else(|| refused("the display has no screen"))?;
        let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
        let (image, visual) =
            Image::get(&server, screen.root, 0, 0, width, height).map_err(|error| no(&error))?;
        let visual = screen
            .allowed_depths
            .iter()
            .flat_map(|depth| &depth.visuals)
            .find(|known| known.visual_id == visual)
            .ok_or_else(|| refused("the display does not say how it shows colours"))?;
        let layout = PixelLayout::from_visual_type(*visual)
            .map_err(|_| refused("the display shows colours in a way nobody else does"))?;
        let (width, height) = (usize::from(width), usize::from(height));
        let mut rgba = Zeroizing::new(Vec::with_capacity(width * height * 4));
        for y in 0..image.height() {
            for x in 0..image.width() {
                let (red, green, blue) = layout.decode(image.get_pixel(x, y));
                rgba.extend([red, green, blue].map(|part| (part >> 8) as u8));
                rgba.push(u8::MAX);
            }
        }
        Ok(Grey::new(&rgba, width, height))
    }
}
