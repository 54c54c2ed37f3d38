//! What needs a display: the screen, the clipboard, and copies that are put on it.

use std::{
    borrow::Cow,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use commands::{
    FailureCode,
    codes::{self, QrSource, WhichCode},
    recovery::{self, RecoveryTarget, RecoveryWords},
    vault,
};
use image::{DynamicImage, GrayImage};
use x11rb::{
    COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT,
    connection::Connection,
    protocol::xproto::{
        ConnectionExt, CreateGCAux, CreateWindowAux, Gcontext, Rectangle, WindowClass,
    },
    rust_connection::RustConnection,
};
use zeroize::Zeroizing;

use crate::{
    pictures::drawn,
    support::{COUNTER, GITHUB, Home, NOW, link, now, password},
};

/// An X server of its own, ended with the test.
struct Display {
    server: Child,
    name: String,
}

impl Display {
    fn start() -> Self {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "800x600x24"])
            .args(["-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(server.stdout.take().unwrap())
            .read_line(&mut number)
            .unwrap();
        let name = format!(":{}", number.trim());
        Self { server, name }
    }

    /// Runs one of the tests below in this display, since a process has only one environment.
    fn run(&self, test: &str) {
        let done = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--ignored", "--nocapture"])
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        assert!(
            done.status.success() && said.contains("1 passed"),
            "{said}\n{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A window that shows a picture until it is dropped.
struct Shown(#[expect(dead_code, reason = "the window lives as long as it")] RustConnection);

fn show(picture: &GrayImage) -> Shown {
    let (server, screen) = RustConnection::connect(None).unwrap();
    let screen = &server.setup().roots[screen];
    let window = server.generate_id().unwrap();
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    let aux = CreateWindowAux::new()
        .override_redirect(1)
        .background_pixel(screen.white_pixel);
    server
        .create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            screen.root,
            60,
            40,
            width,
            height,
            0,
            WindowClass::INPUT_OUTPUT,
            COPY_FROM_PARENT,
            &aux,
        )
        .unwrap();
    server.map_window(window).unwrap();
    let ink: Gcontext = server.generate_id().unwrap();
    let black = CreateGCAux::new().foreground(screen.black_pixel);
    server.create_gc(ink, window, &black).unwrap();
    let dark: Vec<Rectangle> = picture
        .enumerate_pixels()
        .filter(|(_, _, pixel)| pixel.0[0] < 128)
        .map(|(x, y, _)| Rectangle {
            x: x as i16,
            y: y as i16,
            width: 1,
            height: 1,
        })
        .collect();
    for part in dark.chunks(8000) {
        server.poly_fill_rectangle(window, ink, part).unwrap();
    }
    server.get_input_focus().unwrap().reply().unwrap(); // all of it has arrived
    Shown(server)
}

#[test]
fn a_qr_code_on_the_screen_is_found() {
    Display::start().run("display::the_screen_is_looked_at");
}

#[tokio::test]
#[ignore = "needs a display of its own; the test above gives it one"]
async fn the_screen_is_looked_at() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let empty = codes::find_qr(&cx, QrSource::Screen).await;
    assert_eq!(empty.unwrap_err().code, FailureCode::NothingFound);
    let _shown = show(&drawn(GITHUB));
    let found = codes::find_qr(&cx, QrSource::Screen).await.unwrap();
    assert_eq!(found.found[0].preview.issuer, "GitHub");
}

#[test]
fn a_picture_on_the_clipboard_is_read() {
    Display::start().run("display::the_clipboard_is_read");
}

#[tokio::test]
#[ignore = "needs a display of its own; the test above gives it one"]
async fn the_clipboard_is_read() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let empty = codes::find_qr(&cx, QrSource::Clipboard).await;
    assert_eq!(empty.unwrap_err().code, FailureCode::NothingFound);

    let picture = DynamicImage::ImageLuma8(drawn(GITHUB)).into_rgba8();
    let mut clipboard = arboard::Clipboard::new().unwrap();
    let copied = arboard::ImageData {
        width: picture.width() as usize,
        height: picture.height() as usize,
        bytes: Cow::Borrowed(&picture),
    };
    clipboard.set_image(copied).unwrap();
    let found = codes::find_qr(&cx, QrSource::Clipboard).await.unwrap();
    assert_eq!(found.found[0].preview.issuer, "GitHub");
}

#[test]
fn a_copy_is_counted_now_and_saved_when_the_vault_is_locked() {
    Display::start().run("display::copies_are_counted");
}

#[tokio::test]
#[ignore = "needs a display of its own; the test above gives it one"]
async fn copies_are_counted() {
    let generation = |cx| vault::read_info(cx).unwrap().generation;
    let home = Home::new();
    let cx = home.with_vault().await;
    let id = codes::add_entry(&cx, link(GITHUB)).await.unwrap().id;
    let before = generation(&cx);
    for _ in 0..2 {
        let copied = codes::copy_code(&cx, &id, WhichCode::Current)
            .await
            .unwrap();
        let on_it = arboard::Clipboard::new().unwrap().get_text().unwrap();
        assert_eq!(on_it, copied.digits.code);
        assert_eq!(copied.clears_at_ms, Some((NOW + 20) * 1000));
    }
    let used = codes::list_entries(&cx).await.unwrap().remove(0);
    assert_eq!((used.uses, used.used_at_ms), (2, Some(NOW * 1000)));
    assert_eq!(
        generation(&cx),
        before,
        "a copy is worth no save of its own"
    );

    vault::lock_vault(&cx);
    assert_eq!(generation(&cx), before + 1);
    vault::unlock_vault(&cx, password()).await.unwrap();
    let kept = codes::list_entries(&cx).await.unwrap().remove(0);
    assert_eq!((kept.uses, kept.used_at_ms), (2, Some(NOW * 1000)));
    assert_eq!(kept.changed_at_ms, used.changed_at_ms, "a use is no change");

    codes::copy_code(&cx, &id, WhichCode::Next).await.unwrap();
    codes::add_entry(&cx, link(COUNTER)).await.unwrap();
    let other = home.later(now).await;
    let carried = codes::list_entries(&other).await.unwrap().remove(0);
    assert_eq!(carried.uses, 3, "the next change carries it");
}

#[test]
fn a_recovery_code_goes_onto_the_clipboard() {
    Display::start().run("display::recovery_codes_are_copied");
}

#[tokio::test]
#[ignore = "needs a display of its own; the test above gives it one"]
async fn recovery_codes_are_copied() {
    let home = Home::new();
    let cx = home.with_vault().await;
    let target = RecoveryTarget::Other {
        issuer: "Mail".into(),
        account: String::new(),
    };
    let codes = vec![RecoveryWords::new(Zeroizing::new("aaaa-1111".into()))];
    let set = recovery::add_recovery_set(&cx, target, codes, "")
        .await
        .unwrap();
    let spent = recovery::use_next_recovery_code(&cx, &set.id)
        .await
        .unwrap();
    assert_eq!(spent.clears_at_ms, Some((NOW + 20) * 1000));
    let on_it = arboard::Clipboard::new().unwrap().get_text().unwrap();
    assert_eq!(on_it, "aaaa-1111");
}
