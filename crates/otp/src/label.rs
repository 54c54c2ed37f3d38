//! Issuer and account names: what may stay in them.

/// The name without control characters, line separators and marks that change the direction of
/// writing, trimmed; and whether any such mark was removed. Such marks let a name show as another.
#[must_use]
pub fn clean_label(text: &str) -> (String, bool) {
    let kept: String = text.chars().filter(|c| !is_mark(*c)).collect();
    let removed = kept.len() != text.len();
    (kept.trim().to_owned(), removed)
}

/// Direction marks are those of [UAX #9 section 2](https://www.unicode.org/reports/tr9/).
fn is_mark(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}
