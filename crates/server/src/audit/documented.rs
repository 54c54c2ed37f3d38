//! `docs/server.md` lists every event of the log: what the sources name is held against what it names.

use std::{collections::BTreeSet, fs, path::Path};

const GUIDE: &str = include_str!("../../../../docs/server.md");

/// Sources that name other things in the same form: keys, columns, files and templates, and this one.
const OTHERS: [&str; 6] = ["config", "store", "pages", "cli", "geoip", "documented"];

/// Endings of files.
const ENDINGS: [&str; 4] = [".html", ".cedar", ".toml", ".key"];

fn is_action(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_ascii_lowercase())
            && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
    };
    let parts = text.split_once('.');
    parts.is_some_and(|(noun, verb)| is_word(noun) && is_word(verb))
        && !ENDINGS.iter().any(|ending| text.ends_with(ending))
}

/// The actions that the sources below `folder` name.
fn named(folder: &Path, actions: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let subject = name.trim_end_matches(".rs");
        if OTHERS.contains(&subject) || subject == "tests" {
            continue;
        }
        if path.is_dir() {
            named(&path, actions);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let own = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let code = own
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        for line in code {
            let texts = line.split('"').skip(1).step_by(2);
            actions.extend(texts.filter(|text| is_action(text)).map(str::to_owned));
        }
    }
}

/// The actions in the first column of the table.
fn listed() -> BTreeSet<String> {
    let (_, table) = GUIDE
        .split_once("| Action | Actor → subject | When |")
        .unwrap();
    let rows = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_guide_lists_every_event_and_no_other() {
    let mut named_in_sources = BTreeSet::new();
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    named(&sources, &mut named_in_sources);
    assert!(named_in_sources.contains("session.began"));
    assert_eq!(listed(), named_in_sources);
}
