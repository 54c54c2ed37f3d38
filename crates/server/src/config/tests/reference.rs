//! `docs/server.reference.toml`: every key, and what it says about each is so.
#![allow(clippy::disallowed_methods, reason = "a test makes files to be read")]

use std::collections::BTreeSet;

use super::*;
use crate::config::keys::KNOWN;

const REFERENCE: &str = include_str!("../../../../../docs/server.reference.toml");

/// The key of a line, in use or not.
fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.trim_start_matches('#').split_once(" = ")?;
    let is_key = |c: char| c.is_ascii_lowercase() || c == '_';
    key.chars().all(is_key).then_some(key)
}

/// Whether a line would be a setting or a section without its `#`.
fn is_off(line: &str) -> bool {
    line.starts_with('#')
        && !is_other_way(line)
        && (key_of(line).is_some() || line.starts_with("#["))
}

/// Whether a line says another way to do what the one above it does.
fn is_other_way(line: &str) -> bool {
    line.starts_with("##")
}

/// Each key with its section, its place among the lines, and whether it is in use.
fn keys() -> Vec<(String, usize, bool)> {
    let (mut section, mut found) = (String::new(), Vec::new());
    for (number, line) in REFERENCE.lines().enumerate() {
        let bare = line.strip_prefix('#').unwrap_or(line);
        if let Some(name) = bare
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            section = format!("{name}.");
        } else if let Some(key) = key_of(line) {
            found.push((format!("{section}{key}"), number, !is_off(line)));
        }
    }
    found
}

/// The file with everything in it in use, but for the line `but`. Its files are in `directory`.
fn everything(directory: &Path, but: Option<usize>) -> String {
    let lines = REFERENCE.lines().enumerate().map(|(number, line)| {
        if but == Some(number) {
            String::new()
        } else if line.starts_with("issuer = ") {
            "issuer = \"https://id.example.org\"".to_owned()
        } else if is_off(line) {
            line[1..].to_owned()
        } else {
            line.to_owned()
        }
    });
    let text = lines.collect::<Vec<_>>().join("\n");
    let path = format!("\"{}/", directory.display());
    text.replace("\"/etc/countersign/", &path)
}

fn read(text: &str) -> Result<String, Error> {
    from_file(text).map(|config| {
        // Where the file itself was does not count.
        let config = Config {
            key_file: PathBuf::new(),
            ..config
        };
        format!("{config:#?}")
    })
}

#[test]
fn the_reference_has_every_key_once_and_no_other() {
    let keys: Vec<String> = keys().into_iter().map(|(key, ..)| key).collect();
    let once: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    assert_eq!(once.len(), keys.len(), "each comes once");
    let described: BTreeSet<String> = once
        .into_iter()
        .map(|key| match key.split('.').collect::<Vec<_>>()[..] {
            [section @ ("upstream" | "delegates"), _, last] => format!("{section}.*.{last}"),
            _ => key.to_owned(),
        })
        .collect();
    assert_eq!(
        described,
        KNOWN.iter().map(|key| (*key).to_owned()).collect()
    );
}

#[test]
fn what_is_in_use_in_the_reference_is_the_default() {
    let read = from_file(REFERENCE).unwrap();
    assert_eq!(
        format!("{read:#?}"),
        format!("{:#?}", Config::default()),
        "the reference as it is changes nothing"
    );
    assert!(read.warnings().is_empty());
    // A key whose line is not there would be right by itself.
    let text = REFERENCE.replace("strength = 3", "strength = 2");
    assert_ne!(
        format!("{:#?}", from_file(&text).unwrap()),
        format!("{read:#?}")
    );
}

#[test]
fn what_is_not_in_use_in_the_reference_can_be_and_says_rightly_whether_it_is_the_default() {
    let directory = tempfile::tempdir().unwrap();
    for file in ["common.txt", "breached.txt"] {
        fs::write(directory.path().join(file), "").unwrap();
    }
    let all = read(&everything(directory.path(), None)).unwrap();
    let lines: Vec<&str> = REFERENCE.lines().collect();
    for (key, number, in_use) in keys() {
        if is_other_way(lines[number]) {
            continue;
        }
        let above: Vec<&str> = lines[..number]
            .iter()
            .rev()
            .take_while(|line| line.starts_with("# "))
            .copied()
            .collect();
        assert!(!above.is_empty(), "{key} is explained");
        let without = read(&everything(directory.path(), Some(number)));
        let matters = without.map_or(true, |without| without != all);
        let says_none = above.iter().any(|line| line.contains("Default: none"));
        // The issuer was replaced by another one, which is https; the methods follow from other sections.
        let expected =
            ["issuer", "factors.methods"].contains(&key.as_str()) || (!in_use && says_none);
        assert_eq!(matters, expected, "{key}");
        assert!(!in_use || !says_none, "{key} has a default");
    }
}
