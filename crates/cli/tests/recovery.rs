//! Recovery codes and pictures on the command line, as scripts use it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods
)]

mod common;

use std::process::Output;

use common::{COUNTER, GITHUB, Home, PASSWORD, code, password_file, refusal, text, utf8};
use image::{GrayImage, Luma};
use qrcode::{Color, QrCode};
use serde_json::Value;

const PASTED: &str = "Your recovery codes\n1. aaaa-1111\n2. bbbb-2222\n3. cccc-3333";

/// Runs with the password in a file and `input` on standard input.
fn feed(home: &Home, arguments: &[&str], input: &str) -> Output {
    let file = password_file(home);
    home.feed(
        &[&["--json", "--password-file", utf8(&file)], arguments].concat(),
        input,
    )
}

#[test]
fn a_recovery_code_is_printed_once() {
    let home = Home::with_vault();
    home.run(&["codes", "add", GITHUB], PASSWORD);
    let added = feed(&home, &["recovery", "add", "github"], PASTED);
    assert_eq!(code(&added), 0, "{added:?}");

    let next = || text(&home.run(&["recovery", "next", "GitHub"], PASSWORD).stdout).to_owned();
    assert_eq!(
        [next(), next(), next()],
        ["aaaa-1111\n", "bbbb-2222\n", "cccc-3333\n"]
    );
    let refused = home.refused(&["recovery", "next", "GitHub"], PASSWORD);
    assert_eq!(refused, (7, "no_codes_left".to_owned()));
}

#[test]
fn the_list_says_how_many_are_left_and_no_code() {
    let home = Home::with_vault();
    home.run(&["codes", "add", GITHUB], PASSWORD);
    feed(
        &home,
        &["recovery", "add", "github", "--note", "drawer"],
        PASTED,
    );
    home.run(&["recovery", "next", "github"], PASSWORD);
    let listed = home.run(&["--json", "recovery", "list"], PASSWORD);
    assert!(!text(&listed.stdout).contains("bbbb"), "{listed:?}");
    let rows: Value = serde_json::from_slice(&listed.stdout).unwrap();
    let row = &rows[0];
    assert_eq!(
        (&row["issuer"], &row["note"]),
        (&"GitHub".into(), &"drawer".into())
    );
    assert_eq!((&row["left"], &row["total"]), (&2.into(), &3.into()));
    assert_eq!(row["low"], true);
}

#[test]
fn an_account_without_an_entry_and_one_without_codes() {
    let home = Home::with_vault();
    let added = feed(&home, &["recovery", "add", "Mail"], PASTED);
    assert_eq!(code(&added), 0, "{added:?}");
    let more = feed(&home, &["recovery", "add", "mail"], "dddd-4444");
    let set: Value = serde_json::from_slice(&more.stdout).unwrap();
    assert_eq!(set[0]["total"], 4, "{set}");
    assert_eq!(
        home.refused(&["recovery", "next", "Nobody"], PASSWORD),
        (7, "no_such_entry".to_owned())
    );
    let nothing = feed(&home, &["recovery", "add", "Other"], "\n\n");
    assert_eq!(
        (code(&nothing), refusal(&nothing)),
        (5, "bad_input".to_owned())
    );
}

#[test]
fn every_entry_in_a_picture_is_added() {
    let home = Home::with_vault();
    let picture = home.0.path().join("two.png");
    draw(&[GITHUB, COUNTER]).save(&picture).unwrap();
    let added = home.json(&["codes", "add-qr", utf8(&picture)]);
    assert_eq!(added.as_array().unwrap().len(), 2, "{added}");
    assert_eq!(home.issuers(), ["Bank", "GitHub"]);
    let again = home.json(&["codes", "add-qr", utf8(&picture)]);
    assert_eq!(again.as_array().unwrap().len(), 0, "both are there already");

    let blank = home.0.path().join("blank.png");
    GrayImage::from_pixel(90, 90, Luma([255]))
        .save(&blank)
        .unwrap();
    let refused = home.refused(&["codes", "add-qr", utf8(&blank)], PASSWORD);
    assert_eq!(refused, (5, "nothing_found".to_owned()));
    let refused = home.refused(&["codes", "add-qr", utf8(&password_file(&home))], PASSWORD);
    assert_eq!(refused, (5, "bad_picture".to_owned()));
}

#[test]
fn a_note_and_an_icon_are_changed_and_found() {
    let home = Home::with_vault();
    home.run(&["codes", "add", GITHUB], PASSWORD);
    let icon = home.0.path().join("icon.png");
    GrayImage::from_pixel(300, 300, Luma([90]))
        .save(&icon)
        .unwrap();
    for arguments in [
        &["--note", "Kärtchen im Büro"][..],
        &["--icon", utf8(&icon)],
        &["--icon", "brand:github"],
        &["--icon", "auto"],
    ] {
        home.json(&[&["codes", "edit", "github"], arguments].concat());
    }
    let found = |query: &str| {
        home.json(&["codes", "list", query])
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(
        (
            found("kartchen"),
            found("BÜRO"),
            found("gihtub"),
            found("x")
        ),
        (1, 1, 1, 1)
    );
    assert_eq!(found("zzz"), 0);
    let refused = home.refused(&["codes", "remove", "gihtub"], PASSWORD);
    assert_eq!(
        refused,
        (7, "no_such_entry".to_owned()),
        "an act needs the name"
    );
}

/// QR codes side by side, four pixels a module, with their margins.
fn draw(texts: &[&str]) -> GrayImage {
    let codes: Vec<_> = texts
        .iter()
        .map(|text| QrCode::new(text).unwrap())
        .collect();
    let side = codes.iter().map(QrCode::width).max().unwrap() + 8;
    GrayImage::from_fn(
        (side * texts.len() * 4) as u32,
        (side * 4) as u32,
        |x, y| {
            let (x, y) = (x as usize / 4, y as usize / 4);
            let code = &codes[x / side];
            let inside = |at: usize| at.checked_sub(4).filter(|at| *at < code.width());
            let module = inside(y).zip(inside(x % side));
            let is_dark = module.is_some_and(|(y, x)| code[(x, y)] == Color::Dark);
            Luma([if is_dark { 0 } else { 255 }])
        },
    )
}
