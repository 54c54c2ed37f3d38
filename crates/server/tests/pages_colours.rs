//! The colours of the pages: legible, and the same as those of the app.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

use std::{collections::BTreeMap, fs, path::Path};

type Tokens = BTreeMap<String, String>;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Every `--name: #rrggbb;` of the block that follows `start`.
fn colours(css: &str, start: &str) -> Tokens {
    let block = css
        .split(start)
        .nth(1)
        .unwrap_or_else(|| panic!("no {start}"))
        .split('}')
        .next()
        .unwrap();
    block
        .split(';')
        .filter_map(|line| {
            line.trim()
                .rsplit_once("--")
                .unwrap_or_default()
                .1
                .split_once(": #")
        })
        .map(|(name, value)| (name.to_owned(), value.trim().to_lowercase()))
        .collect()
}

fn pages() -> (Tokens, Tokens) {
    let css = read("assets/style.css");
    (
        colours(&css, ":root {"),
        colours(&css, "(prefers-color-scheme: dark) {\n  :root {"),
    )
}

/// [WCAG 2.2 relative luminance](https://www.w3.org/TR/WCAG22/#dfn-relative-luminance).
fn luminance(hex: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * channel(0) + 0.7152 * channel(2) + 0.0722 * channel(4)
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_text_stands_out_from_its_ground_by_4_5_to_1() {
    let (light, dark) = pages();
    for (scheme, tokens) in [("light", light), ("dark", dark)] {
        for (text, ground) in [
            ("text", "surface"),
            ("text", "raised"),
            ("muted", "surface"),
            ("muted", "ground"),
            ("muted", "raised"),
            ("accent", "surface"),
            ("on-accent", "accent"),
            ("on-accent", "accent-strong"),
            ("danger", "danger-ground"),
        ] {
            let ratio = contrast(&tokens[text], &tokens[ground]);
            assert!(ratio >= 4.5, "{scheme}: {text} on {ground} has {ratio:.2}");
        }
        let edge = contrast(&tokens["line-strong"], &tokens["surface"]);
        assert!(edge >= 3.0, "{scheme}: the edge of a field has {edge:.2}");
    }
}

#[test]
fn the_app_uses_the_same_colours() {
    let app = read("../../ui/src/styles/tokens.css");
    let (light, dark) = pages();
    for (ours, theirs) in [
        (light, colours(&app, ":root {")),
        (dark, colours(&app, ":root[data-theme=\"dark\"] {")),
    ] {
        assert!(ours.len() >= 10);
        for (name, value) in ours {
            assert_eq!(theirs.get(&name), Some(&value), "--{name}");
        }
    }
}
