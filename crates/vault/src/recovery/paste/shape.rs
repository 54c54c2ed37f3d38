//! Judges by its shape whether a cell holds codes.

/// How sure a shape is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Worth {
    /// Hardly anything but a code looks like this.
    Sure,
    /// It could be a word, a name or a year.
    Unsure,
}

/// Letters and digits in a code.
pub(super) fn body_length(code: &str) -> usize {
    code.bytes().filter(u8::is_ascii_alphanumeric).count()
}

/// The codes in a cell.
pub(super) fn judge(cell: &str) -> Vec<(&str, Worth)> {
    let words: Vec<&str> = cell.split(' ').filter(|word| !word.is_empty()).collect();
    if let [word] = words.as_slice() {
        return of_word(word)
            .map(|worth| (*word, worth))
            .into_iter()
            .collect();
    }
    if is_phrase(&words) {
        return vec![(cell, Worth::Sure)];
    }
    let each: Vec<_> = words.iter().map(|word| (*word, of_word(word))).collect();
    let apart = |word: &str| word.contains('-') || word.len() >= 6;
    if each
        .iter()
        .all(|(word, worth)| *worth == Some(Worth::Sure) && apart(word))
    {
        return each
            .into_iter()
            .map(|(word, _)| (word, Worth::Sure))
            .collect();
    }
    if let Some(worth) = of_groups(&words) {
        return vec![(cell, worth)];
    }
    if let Some(rest) = behind_count(cell) {
        return rest;
    }
    let plain = words
        .into_iter()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let sure = plain.filter(|word| stands_out(word));
    sure.map(|word| (word, Worth::Sure)).collect()
}

/// Codes behind a bare number, as in "3 1234 5678" copied from a table.
fn behind_count(cell: &str) -> Option<Vec<(&str, Worth)>> {
    let (count, rest) = cell.split_once(' ')?;
    let counts = count.len() <= 2 && count.bytes().all(|b| b.is_ascii_digit());
    let codes = counts.then(|| judge(rest.trim_start()))?;
    let whole = codes
        .iter()
        .map(|(code, _)| body_length(code))
        .sum::<usize>()
        == body_length(rest);
    let sure = codes.iter().all(|(_, worth)| *worth == Worth::Sure);
    (whole && sure && !codes.is_empty()).then_some(codes)
}

/// What one word without spaces is worth as a code.
fn of_word(word: &str) -> Option<Worth> {
    let has = |test: fn(&u8) -> bool| word.bytes().any(|b| test(&b));
    let (letters, digits) = (has(u8::is_ascii_alphabetic), has(u8::is_ascii_digit));
    if word.contains(['+', '/', '=']) {
        return is_base64(word, letters && digits).then_some(Worth::Sure);
    }
    let groups: Vec<&str> = word.split(['-', '_']).collect();
    let plain =
        |group: &&str| !group.is_empty() && group.bytes().all(|b| b.is_ascii_alphanumeric());
    if !groups.iter().all(plain) || is_date(&groups) {
        return None;
    }
    let worth = |enough: bool| if enough { Worth::Sure } else { Worth::Unsure };
    let length = body_length(word);
    match (letters, digits) {
        (_, true) if length >= 4 => Some(worth(length >= 6)),
        (true, false) if groups.len() > 1 => {
            let first = groups.first().map_or(0, |group| group.len());
            let equal = first >= 4 && groups.iter().all(|group| group.len() == first);
            (length >= 6).then_some(worth(equal && !is_title(word)))
        }
        (true, false) => (length >= 6 && !is_title(word)).then_some(Worth::Unsure),
        _ => None,
    }
}

/// What groups between single spaces are worth as one code: `1234 5678`, `abcd ef12 gh34`.
fn of_groups(words: &[&str]) -> Option<Worth> {
    let plain = words
        .iter()
        .all(|word| word.bytes().all(|b| b.is_ascii_alphanumeric()));
    let (first, last) = (words.first()?.len(), words.last()?.len());
    let inner = words.get(..words.len() - 1)?;
    let equal = inner.iter().all(|word| word.len() == first);
    let tail = last == first || (words.len() > 2 && last < first);
    let total: usize = words.iter().map(|word| word.len()).sum();
    if !plain || !equal || !tail || !(2..=5).contains(&first) || total < 6 {
        return None;
    }
    let digits = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let mixed = |word: &&str| !digits(word) && word.bytes().any(|b| b.is_ascii_digit());
    let all_digits = words.iter().all(digits);
    let some = words.iter().any(mixed) || (words.len() > 2 && words.iter().any(digits));
    Some(if all_digits || some {
        Worth::Sure
    } else {
        Worth::Unsure
    })
}

/// A phrase of words as in BIP 39: their numbers and lengths are fixed.
fn is_phrase(words: &[&str]) -> bool {
    let plain =
        |word: &&str| (3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase());
    matches!(words.len(), 12 | 15 | 18 | 21 | 24) && words.iter().all(plain)
}

/// Whether a word in a sentence can only be a code.
fn stands_out(word: &str) -> bool {
    let groups: Vec<&str> = word.split('-').collect();
    let first = groups.first().map_or(0, |group| group.len());
    let equal = groups.len() > 1 && groups.iter().all(|group| group.len() == first);
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    let upper = !word.bytes().any(|b| b.is_ascii_lowercase());
    let grouped = equal && first >= 4 && (digits > 1 || (upper && groups.len() > 2));
    let mixed = groups.len() == 1 && digits > 1 && letters > 1 && word.len() >= 10;
    of_word(word) == Some(Worth::Sure) && (grouped || mixed)
}

fn is_base64(word: &str, mixed: bool) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    mixed && word.len() >= 12 && !word.contains("//") && word.bytes().all(plain)
}

/// Capital first and small behind: a word, not chance.
fn is_title(word: &str) -> bool {
    let mut bytes = word.bytes().filter(u8::is_ascii_alphabetic);
    bytes.next().is_some_and(|b| b.is_ascii_uppercase()) && bytes.all(|b| b.is_ascii_lowercase())
}

/// `2026-11-21` or `21-11-2026`.
fn is_date(groups: &[&str]) -> bool {
    let [first, month, last] = groups else {
        return false;
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let number = |text: &str| text.parse::<u32>().unwrap_or_default();
    let is_year = year.len() == 4 && (1970..2100).contains(&number(year));
    let short = |text: &str, most| text.len() <= 2 && (1..=most).contains(&number(text));
    is_year && short(month, 12) && short(day, 31)
}
