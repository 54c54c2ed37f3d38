use std::{io::Cursor, path::PathBuf};

use commands::{
    Context, FailureCode,
    codes::{self, EntryChange, FoundQrView, IconChoice, OtherQr, QrSource},
    vault,
};
use image::{DynamicImage, GrayImage, ImageFormat, Luma, RgbaImage, imageops};
use qrcode::{Color, QrCode};

use crate::support::{COUNTER, GITHUB, Home, link, password, typed};

/// A picture with the QR codes of these texts side by side.
fn picture(texts: &[&str]) -> Vec<u8> {
    let codes: Vec<GrayImage> = texts.iter().map(|text| drawn(text)).collect();
    let width = codes.iter().map(|code| code.width() + 20).sum();
    let height = codes.iter().map(GrayImage::height).max().unwrap_or(200);
    let mut canvas = GrayImage::from_pixel(width, height, Luma([255]));
    let mut left = 0;
    for code in &codes {
        imageops::overlay(&mut canvas, code, left, 0);
        left += i64::from(code.width() + 20);
    }
    png(&DynamicImage::ImageLuma8(canvas))
}

/// One QR code, four pixels a module, with its margin.
pub(crate) fn drawn(text: &str) -> GrayImage {
    let code = QrCode::new(text).unwrap();
    let (colors, width) = (code.to_colors(), code.width());
    let side = (width as u32 + 8) * 4;
    GrayImage::from_fn(side, side, |x, y| {
        let inside = |at: u32| (at as usize / 4).checked_sub(4).filter(|at| *at < width);
        let module = inside(y).zip(inside(x)).map(|(y, x)| colors[y * width + x]);
        let is_dark = module == Some(Color::Dark);
        Luma([if is_dark { 0 } else { 255 }])
    })
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

async fn look(cx: &Context, path: String) -> FoundQrView {
    codes::find_qr(cx, QrSource::File { path }).await.unwrap()
}

#[tokio::test]
async fn what_a_picture_holds_is_added_by_its_handle() {
    let home = Home::new();
    let cx = home.with_vault().await;
    codes::add_entry(&cx, link(GITHUB)).await.unwrap();
    let found = look(&cx, home.file("two.png", &picture(&[GITHUB, COUNTER]))).await;
    assert_eq!(found.found.len(), 2);
    let github = found
        .found
        .iter()
        .find(|found| found.preview.issuer == "GitHub");
    assert!(github.unwrap().preview.already_there);

    let handles: Vec<u32> = found.found.iter().map(|found| found.handle).collect();
    let added = codes::add_found(&cx, &handles).await.unwrap();
    assert_eq!((added.added.len(), added.duplicates), (1, 1));
    assert_eq!(added.added[0].issuer, "Bank");
    let again = codes::add_found(&cx, &handles).await;
    assert_eq!(again.unwrap_err().code, FailureCode::BadInput, "used up");
}

#[tokio::test]
async fn handles_end_with_the_next_picture_and_with_the_lock() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let file = home.file("one.png", &picture(&[GITHUB]));
    let first = look(&cx, file.clone()).await.found[0].handle;
    let second = look(&cx, file).await.found[0].handle;
    assert_ne!(first, second);
    let stale = codes::add_found(&cx, &[first]).await;
    assert_eq!(stale.unwrap_err().code, FailureCode::BadInput);

    vault::lock_vault(&cx);
    vault::unlock_vault(&cx, password()).await.unwrap();
    let locked = codes::add_found(&cx, &[second]).await;
    assert_eq!(locked.unwrap_err().code, FailureCode::BadInput);
    assert!(codes::list_entries(&cx).await.unwrap().is_empty());
}

#[tokio::test]
async fn pictures_that_are_dropped_together_are_offered_together() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let paths: Vec<PathBuf> = [
        ("one.png", picture(&[GITHUB])),
        ("note.txt", b"hello".to_vec()),
        ("two.png", picture(&[COUNTER])),
    ]
    .iter()
    .map(|(name, bytes)| home.file(name, bytes).into())
    .collect();
    let found = codes::find_qr_in_files(&cx, paths.clone()).await.unwrap();
    let handles: Vec<u32> = found.found.iter().map(|found| found.handle).collect();
    let added = codes::add_found(&cx, &handles).await.unwrap();
    assert_eq!(added.added.len(), 2);

    let note = codes::find_qr_in_files(&cx, vec![paths[1].clone()]).await;
    assert_eq!(note.unwrap_err().code, FailureCode::BadPicture);
}

#[tokio::test]
async fn other_qr_codes_are_named_by_their_kind() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let texts = [
        "otpauth-migration://offline?data=CiEKFEhlbGxv",
        "WIFI:S:home;T:WPA;P:hidden;;",
    ];
    let found = look(&cx, home.file("other.png", &picture(&texts))).await;
    assert!(found.found.is_empty());
    assert_eq!(found.other, [OtherQr::GoogleMigration, OtherQr::Wifi]);
}

#[tokio::test]
async fn a_picture_without_a_qr_code_and_a_file_without_a_picture_are_told_apart() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let blank = png(&DynamicImage::ImageRgba8(RgbaImage::new(64, 64)));
    for (name, bytes, code) in [
        ("blank.png", blank.as_slice(), FailureCode::NothingFound),
        ("note.txt", b"hello", FailureCode::BadPicture),
        ("drawing.svg", b"<svg/>", FailureCode::BadPicture),
    ] {
        let path = home.file(name, bytes);
        let refused = codes::find_qr(&cx, QrSource::File { path }).await;
        assert_eq!(refused.unwrap_err().code, code, "{name}");
    }
    let path = home.folder.path().display().to_string();
    let folder = codes::find_qr(&cx, QrSource::File { path }).await;
    assert_eq!(folder.unwrap_err().code, FailureCode::BadPicture);
}

#[tokio::test]
async fn an_entry_is_drawn_only_after_the_password() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    let guessed = codes::show_qr(&cx, &id, typed("battery staple horse")).await;
    assert_eq!(
        guessed.map(drop).unwrap_err().code,
        FailureCode::WrongCredential
    );
    let shown = codes::show_qr(&cx, &id, password()).await.unwrap();
    assert!(shown.qr.starts_with("data:image/svg+xml;base64,"));
}

#[tokio::test]
async fn a_picture_of_ones_own_stays_with_its_entry() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    let red = RgbaImage::from_pixel(300, 150, image::Rgba([200, 0, 0, 255]));
    let path = home.file("red.png", &png(&DynamicImage::ImageRgba8(red)));
    let icon = codes::pick_icon(&cx, &path).await.unwrap();
    let IconChoice::Picture { id: picture } = &icon else {
        panic!("{icon:?}");
    };
    let change = EntryChange {
        issuer: "GitHub".into(),
        account: "ana".into(),
        group: None,
        favourite: false,
        note: String::new(),
        icon: icon.clone(),
    };
    let edited = codes::edit_entry(&cx, &id, change, None).await.unwrap();
    assert_eq!(edited.icon, icon);
    drop(cx);

    let cx = home.later(crate::support::now).await;
    let url = codes::read_picture(&cx, picture).await.unwrap();
    let encoded = url.strip_prefix("data:image/png;base64,").unwrap();
    let bytes = data_encoding::BASE64.decode(encoded.as_bytes()).unwrap();
    let read = image::load_from_memory(&bytes).unwrap();
    assert_eq!((read.width(), read.height()), (128, 64));
}
