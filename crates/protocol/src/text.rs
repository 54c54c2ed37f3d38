//! Text from a request that people will read later.

/// `text` as it may be shown: control and direction marks removed, runs of space collapsed, cut to
/// `characters`. `None` when nothing is left.
#[must_use]
pub fn shown(text: &str, characters: usize) -> Option<String> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible(*c))
        .collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let cut: String = words.join(" ").chars().take(characters).collect();
    let cut = cut.trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// Marks that turn the reading direction or take no room, with which one text poses as another.
const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_and_length_are_taken_away() {
        assert_eq!(
            shown("  Ana's\u{202e} lap\ttop\n", 80).as_deref(),
            Some("Ana's lap top")
        );
        assert_eq!(shown(&"x".repeat(200), 80).map(|t| t.len()), Some(80));
        assert_eq!(shown("\u{200b}\u{7} ", 80), None);
    }
}
