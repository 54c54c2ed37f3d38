//! What remains of a text when case, accents and the width of letters do not count.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Appends what remains of `text`: compatibility decomposition without marks
/// ([UAX 15](https://www.unicode.org/reports/tr15/)), lower case, and the letters that are neither
/// but are typed as others.
pub(super) fn fold_into(folded: &mut String, text: &str) {
    if text.is_ascii() {
        folded.extend(text.chars().map(|letter| letter.to_ascii_lowercase()));
        return;
    }
    let base = text.nfkd().filter(|letter| !is_combining_mark(*letter));
    for letter in base.flat_map(char::to_lowercase) {
        match letter {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'þ' => folded.push_str("th"),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_width_do_not_count() {
        for (text, folded) in [
            ("GitHub", "github"),
            ("Crédit Agricole", "credit agricole"),
            ("Sparkasse Gießen", "sparkasse giessen"),
            ("STRAẞE", "strasse"),
            ("Łódź", "lodz"),
            ("ＧｉｔＨｕｂ", "github"),
            ("ﬁdelity", "fidelity"),
            ("İstanbul ISPARTA", "istanbul isparta"),
            ("Τράπεζας", "τραπεζασ"),
            ("Банк Й", "банк и"),
        ] {
            let mut found = String::new();
            fold_into(&mut found, text);
            assert_eq!(found, folded, "{text}");
        }
    }
}
