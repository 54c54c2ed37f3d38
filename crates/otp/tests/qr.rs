//! QR pictures as they come: turned, small, pale, noisy, badly packed, in crowds.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod canvas;

use canvas::{Canvas, Look};
use otp::{FoundQr, grey, parse_uri, read_qr};

const ADDRESS: &str =
    "otpauth://totp/Example:ana@example.org?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example";

fn read(canvas: &Canvas) -> FoundQr {
    read_qr(&canvas.pixels, canvas.width, canvas.height)
}

/// The one address is read, and nothing else.
fn reads(canvas: &Canvas, what: &str) {
    let found = read(canvas);
    let texts: Vec<&str> = found.texts.iter().map(|text| text.as_str()).collect();
    assert_eq!(texts, [ADDRESS], "{what}");
    assert_eq!(found.unreadable, 0, "{what}");
}

fn alone(look: Look) -> Canvas {
    let mut canvas = Canvas::new(480, 480, look.light);
    canvas.paint(ADDRESS, look, 240.0, 240.0);
    canvas
}

#[test]
fn it_is_found_turned_by_any_angle() {
    for angle in (0..360).step_by(20) {
        let angle = f64::from(angle) + 3.0;
        reads(
            &alone(Look {
                angle,
                ..Look::default()
            }),
            &format!("{angle} degrees"),
        );
    }
}

#[test]
fn it_is_found_small() {
    for tenths in [15, 18, 20, 25, 33] {
        let module = f64::from(tenths) / 10.0;
        let look = Look {
            module,
            ..Look::default()
        };
        reads(&alone(look), &format!("{module} pixels for a module"));
    }
}

#[test]
fn it_is_found_light_on_dark() {
    let look = Look {
        dark: 230,
        light: 20,
        ..Look::default()
    };
    reads(&alone(look), "inverted");
}

#[test]
fn it_is_found_pale() {
    for light in [180, 160, 150] {
        let look = Look {
            dark: 140,
            light,
            ..Look::default()
        };
        reads(&alone(look), &format!("140 on {light}"));
    }
}

#[test]
fn it_is_found_in_the_shade_blurred_noisy_and_badly_packed() {
    let mut shaded = alone(Look {
        angle: 30.0,
        ..Look::default()
    });
    shaded.shade(0.85);
    reads(&shaded, "in the shade");
    let mut blurred = alone(Look {
        module: 5.0,
        ..Look::default()
    });
    blurred.blur(4);
    reads(&blurred, "blurred");
    let mut noisy = alone(Look {
        module: 7.0,
        ..Look::default()
    });
    noisy.noise(60.0, 5);
    reads(&noisy, "noisy");
    let mut packed = alone(Look {
        module: 4.0,
        dark: 30,
        light: 220,
        ..Look::default()
    });
    packed.noise(20.0, 6);
    packed.pack(90.0);
    reads(&packed, "badly packed");
}

#[test]
fn it_is_found_tilted_and_with_round_modules() {
    reads(
        &alone(Look {
            tilt: 0.15,
            ..Look::default()
        }),
        "tilted",
    );
    reads(
        &alone(Look {
            dots: true,
            module: 6.0,
            ..Look::default()
        }),
        "round modules",
    );
}

#[test]
fn it_is_found_in_a_large_screenshot() {
    let mut screen = Canvas::new(3840, 2160, 60);
    screen.desktop(11);
    screen.paint(
        ADDRESS,
        Look {
            module: 2.5,
            ..Look::default()
        },
        2900.0,
        700.0,
    );
    reads(&screen, "on a desktop");
}

#[test]
fn every_picture_of_a_crowd_is_read_and_each_text_comes_once() {
    let mut canvas = Canvas::new(1500, 1000, 240);
    for place in 0..6_u8 {
        let text = format!("{ADDRESS}&counter={}", place.min(4));
        let look = Look {
            module: 3.0 + f64::from(place % 3),
            angle: f64::from(place) * 31.0,
            ..Look::default()
        };
        let (column, row) = (f64::from(place % 3), f64::from(place / 3));
        canvas.paint(&text, look, 250.0 + column * 500.0, 250.0 + row * 500.0);
    }
    let mut found: Vec<String> = read(&canvas)
        .texts
        .iter()
        .map(|text| text.to_string())
        .collect();
    found.sort();
    let expected: Vec<String> = (0..5).map(|n| format!("{ADDRESS}&counter={n}")).collect();
    assert_eq!(found, expected);
}

#[test]
fn names_in_other_alphabets_stay_as_they_are() {
    for name in [
        "Jürgen Müller",
        "Ωμέγα",
        "日本語 銀行",
        "банк",
        "🔐 keys",
        "caf\u{e9}",
    ] {
        let address = format!("otpauth://totp/{name}?secret=JBSWY3DPEHPK3PXP");
        let mut canvas = Canvas::new(400, 400, 255);
        canvas.paint(&address, Look::default(), 200.0, 200.0);
        let found = read(&canvas);
        assert_eq!(*found.texts[0], address);
        assert_eq!(parse_uri(&found.texts[0]).unwrap().entry.account, name);
    }
}

#[test]
fn a_picture_that_cannot_be_read_is_counted() {
    let mut canvas = alone(Look {
        module: 6.0,
        ..Look::default()
    });
    canvas.cover(240, 240, 90);
    let found = read(&canvas);
    assert_eq!((found.texts.len(), found.unreadable), (0, 1));
}

#[test]
fn nothing_is_found_where_there_is_nothing() {
    let mut screen = Canvas::new(1600, 900, 60);
    screen.desktop(3);
    for canvas in [
        screen,
        Canvas::new(640, 480, 255),
        Canvas::new(1, 1, 0),
        Canvas::new(3, 2000, 90),
    ] {
        let found = read(&canvas);
        assert_eq!((found.texts.len(), found.unreadable), (0, 0));
    }
    for (width, height) in [(0, 0), (10, 11), (usize::MAX, 2), (0, 100)] {
        assert!(read_qr(&[255; 100], width, height).texts.is_empty());
    }
}

#[test]
fn what_is_transparent_lies_on_white() {
    let pixels = [
        0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 0, 255, 0, 0, 255, 9,
    ];
    assert_eq!(*grey(&pixels), [0, 255, 255, 76]);
}

#[test]
fn what_was_found_is_not_printed() {
    let printed = format!("{:?}", read(&alone(Look::default())));
    assert_eq!(printed, "FoundQr { texts: 1, unreadable: 0 }");
}
