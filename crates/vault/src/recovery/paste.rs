//! Finds the recovery codes in what a person pasted.
//!
//! Issuers hand codes out as files and pages with headings, columns, bullets, boxes, numbers and
//! advice around them. A line is cut into cells, a cell is freed from what stands around a code, and
//! what is left is judged by its shape: some shapes are surely codes, others could be words or years
//! and count only when several agree. What was not taken is told, so that a person can look.

use std::collections::{HashMap, HashSet};

use zeroize::Zeroizing;

use super::RecoveryText;

mod cell;
mod shape;
#[cfg(test)]
mod tests;

use shape::{Worth, body_length};

/// A code that was found in pasted text.
#[derive(Debug)]
pub struct PastedCode {
    /// The code, with the spaces and dashes that stand in it.
    pub text: RecoveryText,
    /// Whether a mark beside it says that it was used.
    pub used: bool,
}

/// What was found in pasted text. Its `Debug` shows numbers only.
#[derive(Default)]
pub struct PastedCodes {
    /// The codes in their order, each once.
    pub codes: Vec<PastedCode>,
    /// The lines in which no code was found, and what looks like a code and was not taken of the others.
    pub dropped: Vec<Zeroizing<String>>,
}

impl std::fmt::Debug for PastedCodes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PastedCodes")
            .field("codes", &self.codes.len())
            .field("dropped", &self.dropped.len())
            .finish()
    }
}

/// Finds the recovery codes in a text that a person pasted: one a line or several, in columns, behind
/// bullets, boxes or numbers, between headings and advice.
#[must_use]
pub fn read_recovery_codes(text: &str) -> PastedCodes {
    let plain = normalise(text);
    let lines: Vec<&str> = plain.lines().map(str::trim).collect();
    let (mut found, mut marks) = (Vec::new(), HashSet::new());
    for (line, text) in lines.iter().enumerate() {
        if find_in_line(text, line, &mut found) {
            marks.insert(line);
        }
    }
    let (kept, passed_over) = settle(found, lines.iter().filter(|line| !line.is_empty()).count());

    let (mut pasted, mut seen) = (PastedCodes::default(), HashSet::new());
    let told: HashSet<usize> = kept.iter().map(|one| one.line).chain(marks).collect();
    for one in kept.iter().filter(|one| seen.insert(one.text)) {
        if let Ok(text) = RecoveryText::new(one.text) {
            let used = one.used;
            pasted.codes.push(PastedCode { text, used });
        }
    }
    for (at, line) in lines.iter().enumerate() {
        let on_this = passed_over.iter().filter(|one| one.line == at);
        let dropped: Vec<&str> = if told.contains(&at) {
            on_this.map(|one| one.text).collect()
        } else {
            vec![line]
        };
        let dropped = dropped.into_iter().filter(|text| !text.is_empty());
        let dropped = dropped.map(|text| Zeroizing::new(text.to_owned()));
        pasted.dropped.extend(dropped);
    }
    pasted
}

/// Something that may be a code.
struct Found<'a> {
    text: &'a str,
    used: bool,
    worth: Worth,
    line: usize,
}

/// Whether the line holds nothing but a mark for the code before it.
fn find_in_line<'a>(text: &'a str, line: usize, found: &mut Vec<Found<'a>>) -> bool {
    let (before, mut marked) = (found.len(), false);
    for piece in cell::split(text) {
        let cell = cell::clean(piece);
        if cell.text.is_empty() {
            // A mark in a column or on a line of its own is about the code before it.
            if let (true, Some(code)) = (cell.used, found.last_mut()) {
                (code.used, marked) = (true, true);
            }
            continue;
        }
        let codes = shape::judge(cell.text).into_iter();
        found.extend(codes.map(|(text, worth)| Found {
            text,
            used: cell.used,
            worth,
            line,
        }));
    }
    marked && found.len() == before
}

/// Decides about what could be a code or a word: codes of one issuer have one length. What else looks
/// surely like a code comes back second.
fn settle(found: Vec<Found<'_>>, lines: usize) -> (Vec<Found<'_>>, Vec<Found<'_>>) {
    let (mut sure, mut unsure) = (HashMap::new(), HashMap::new());
    for one in &found {
        let counts = match one.worth {
            Worth::Sure => &mut sure,
            Worth::Unsure => &mut unsure,
        };
        *counts.entry(body_length(one.text)).or_insert(0_usize) += 1;
    }
    let total: usize = sure.values().sum();
    let usual = sure
        .iter()
        .max_by_key(|(length, count)| (**count, **length));
    let usual = usual.filter(|(_, count)| **count >= 5 && **count * 5 >= total * 4);
    let usual = usual.map(|(length, _)| *length);
    let alone = lines == 1 && matches!(found.as_slice(), [one] if !one.text.contains(' '));

    let pieces = found.into_iter().flat_map(|one| split_run(one, usual));
    let (kept, mut others): (Vec<_>, Vec<_>) = pieces.partition(|one| {
        let length = body_length(one.text);
        match one.worth {
            Worth::Sure => usual.is_none_or(|usual| usual == length),
            Worth::Unsure if total > 0 => {
                usual.map_or(sure.contains_key(&length), |usual| usual == length)
            }
            Worth::Unsure => alone || unsure.get(&length).is_some_and(|count| *count > 1),
        }
    });
    others.retain(|one| matches!(one.worth, Worth::Sure));
    (kept, others)
}

/// Several codes in one row, each with a space inside, when the others tell how long one is.
fn split_run(one: Found<'_>, usual: Option<usize>) -> Vec<Found<'_>> {
    let length = body_length(one.text);
    let Some(usual) = usual.filter(|usual| length > *usual && length.is_multiple_of(*usual)) else {
        return vec![one];
    };
    let (mut pieces, mut start) = (Vec::new(), 0);
    let ends = one.text.match_indices(' ').map(|(at, _)| at);
    for end in ends.chain([one.text.len()]) {
        let piece = one.text.get(start..end).unwrap_or_default();
        if body_length(piece) >= usual {
            pieces.push(Found {
                text: piece.trim(),
                ..one
            });
            start = end;
        }
    }
    let whole = pieces.iter().all(|piece| body_length(piece.text) == usual);
    if whole { pieces } else { vec![one] }
}

/// The text with the many kinds of spaces, dashes and line ends made one, and without what nobody
/// sees. What is struck through letter by letter gets one sign behind it instead.
fn normalise(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len())); // never longer
    let mut struck = false;
    for character in text.chars() {
        let character = match character {
            '\u{0335}' | '\u{0336}' => {
                struck = true;
                continue;
            }
            '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => continue,
            '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FE0E}' | '\u{FE0F}' | '\u{FEFF}' => continue,
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' | '\u{FF0D}' => '-',
            '\t' | '\n' => character,
            control if control.is_control() => continue,
            _ => character,
        };
        if struck && matches!(character, '\n' | '\t' | ',' | ';') {
            plain.push('~');
            struck = false;
        }
        plain.push(character);
    }
    if struck {
        plain.push('~');
    }
    plain
}
