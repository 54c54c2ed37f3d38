//! Cuts a line into cells and frees a cell from what stands around a code.

/// What a cell holds besides marks, numbers, labels and quotes.
pub(super) struct Cell<'a> {
    pub(super) text: &'a str,
    /// Whether a box, a stroke or a word says that the code was used.
    pub(super) used: bool,
}

const BULLETS: &str = "•·●○◦▪▫■□◻◽⬜☐‣⁃∙※>*";
const TICKS: &str = "☑☒✓✔✗✘✅❌✕✖🗹";
const QUOTES: &str = "\"'`“”„‘’«»[](){}<>";

/// The cells of a line: columns, and what stands behind a bullet, a box or a number.
pub(super) fn split(line: &str) -> Vec<&str> {
    // A tick at the head of a line is a box; elsewhere it stands behind the code it is about.
    let ticks_lead = line.trim_start().starts_with(|c| TICKS.contains(c));
    let (mut pieces, mut start, mut spaces) = (Vec::new(), 0, 0);
    for (at, character) in line.char_indices() {
        spaces = if character == ' ' { spaces + 1 } else { 0 };
        let begins = character != '*' && character != '>' && BULLETS.contains(character)
            || ticks_lead && TICKS.contains(character)
            || character == '[' && is_box(line.get(at..).unwrap_or_default());
        if begins || spaces == 2 || matches!(character, '\t' | ',' | ';' | '|') {
            pieces.push(line.get(start..at).unwrap_or_default());
            start = if begins {
                at
            } else {
                at + character.len_utf8()
            };
        }
    }
    pieces.push(line.get(start..).unwrap_or_default());
    pieces.into_iter().flat_map(split_numbers).collect()
}

/// A cell that begins with a number, cut before the other numbers in it.
fn split_numbers(piece: &str) -> Vec<&str> {
    let piece = piece.trim();
    if number(piece).is_none() {
        return vec![piece];
    }
    let (mut pieces, mut start) = (Vec::new(), 0);
    for (at, _) in piece.match_indices(' ') {
        let rest = piece.get(at + 1..).unwrap_or_default();
        let counts = number(rest).is_some_and(|behind| behind.starts_with(' '));
        if counts {
            pieces.push(piece.get(start..at).unwrap_or_default());
            start = at + 1;
        }
    }
    pieces.push(piece.get(start..).unwrap_or_default());
    pieces
}

/// The cell without what stands around the code in it.
pub(super) fn clean(piece: &str) -> Cell<'_> {
    let (mut text, mut used) = (piece.trim(), false);
    loop {
        let (rest, mark) = front(text);
        let (rest, behind) = back(rest);
        used |= mark || behind;
        if rest.len() == text.len() {
            break;
        }
        text = rest;
    }
    let (text, told) = words(text);
    let used = used || told;
    match text.split_once(':') {
        Some((label, rest)) if is_label(label, rest) => {
            let told = is_used_word(label.trim().rsplit(' ').next().unwrap_or_default());
            let inner = clean(rest);
            let used = used || inner.used || (told && label.trim().len() <= 12);
            Cell {
                text: inner.text,
                used,
            }
        }
        _ => Cell { text, used },
    }
}

/// Without one bullet, box, number or quote at the front; and whether it says that the code was used.
fn front(text: &str) -> (&str, bool) {
    for (sign, used) in [
        ("[x]", true),
        ("[X]", true),
        ("(x)", true),
        ("[ ]", false),
        ("[]", false),
    ] {
        if let Some(rest) = text.strip_prefix(sign) {
            return (rest.trim_start(), used);
        }
    }
    if let Some(rest) = text.strip_prefix("~~") {
        return (rest.trim_start(), true);
    }
    if let Some(rest) = text.strip_prefix(|c| TICKS.contains(c)) {
        return (rest.trim_start(), true);
    }
    if let Some(rest) = number(text) {
        return (rest.trim_start(), false);
    }
    if let Some(rest) = text.strip_prefix("- ").or_else(|| text.strip_prefix("+ ")) {
        return (rest.trim_start(), false);
    }
    let plain = text.strip_prefix(|c| BULLETS.contains(c) || QUOTES.contains(c));
    (plain.unwrap_or(text).trim_start(), false)
}

/// The same at the end, where a full stop may stand as well.
fn back(text: &str) -> (&str, bool) {
    let text = text.trim_end();
    if let Some(rest) = text.strip_suffix('~') {
        return (rest.trim_end_matches('~').trim_end(), true);
    }
    if let Some(rest) = text.strip_suffix(|c| TICKS.contains(c)) {
        return (rest.trim_end(), true);
    }
    let is_end = |c: char| QUOTES.contains(c) || matches!(c, '.' | ':' | '-');
    let plain = text.strip_suffix(|c| is_end(c) || BULLETS.contains(c));
    (plain.unwrap_or(text).trim_end(), false)
}

/// What stands behind a number that counts lines: `1.`, `1)`, `(1)`, `01:`, `#1`, `1 -`.
fn number(text: &str) -> Option<&str> {
    let (inner, wrapped) = match text.strip_prefix(['(', '#', '[']) {
        Some(inner) => (inner, true),
        None => (text, false),
    };
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return None;
    }
    let rest = inner.get(digits..)?;
    let behind = rest
        .strip_prefix(['.', ')', ':', ']'])
        .or_else(|| rest.strip_prefix(" - "));
    let behind = behind.or_else(|| rest.strip_prefix(' ').filter(|_| wrapped));
    // "12:30" is a time.
    let is_time = rest.starts_with(':') && digits == 2 && is_minute(rest);
    behind.filter(|_| !is_time)
}

fn is_minute(rest: &str) -> bool {
    let digits = rest.bytes().skip(1).take_while(u8::is_ascii_digit).count();
    digits == 2
}

fn is_box(text: &str) -> bool {
    ["[ ]", "[]", "[x]", "[X]"]
        .iter()
        .any(|sign| text.starts_with(sign))
}

/// Without a word that says whether the code was used, and what follows it, such as a date.
fn words(text: &str) -> (&str, bool) {
    let mut at = 0;
    for (place, word) in text.split(' ').enumerate() {
        let (start, length) = (at, word.len());
        at += length + 1;
        let used = is_used_word(word);
        if !used && !is_unused_word(word) {
            continue;
        }
        let (before, behind) = (text.get(..start), text.get(at..));
        if place > 0 {
            let before = before.unwrap_or_default().trim_end();
            return (before.trim_end_matches(['-', '(', '[', '=', ' ']), used);
        }
        let behind = behind.unwrap_or_default().trim_start();
        let (rest, again) = words(behind); // "already used", "not used"
        return (rest, used || (again && !is_no(word)));
    }
    (text, false)
}

fn is_used_word(word: &str) -> bool {
    is_one_of(word, &["used", "spent", "redeemed", "consumed", "already"])
}

fn is_unused_word(word: &str) -> bool {
    is_no(word) || is_one_of(word, &["unused", "unspent", "available", "active", "valid"])
}

fn is_no(word: &str) -> bool {
    is_one_of(word, &["not", "never"])
}

fn is_one_of(word: &str, words: &[&str]) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    words.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// Words before a colon, as in "Your code: …"; an address is none.
fn is_label(label: &str, rest: &str) -> bool {
    label.chars().any(char::is_alphabetic) && !rest.is_empty() && !rest.starts_with("//")
}
