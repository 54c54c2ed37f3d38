//! Words that are nearly the same.

/// Letters of a word as bits, by which most words are told apart without comparing them.
pub(super) fn mask_of(letters: &[char]) -> u64 {
    letters
        .iter()
        .fold(0, |mask, letter| mask | 1 << (*letter as u32 % 64))
}

/// How many typing errors a word of that many letters may have.
pub(super) fn forgiven(letters: usize) -> usize {
    match letters {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Whether `typed` is `word` or the beginning of it, but for at most `errors` letters that are
/// missing, too many, or others, or neighbours that changed places.
///
/// This is the restricted Damerau-Levenshtein distance to the nearest beginning of `word`, in one
/// pass that looks no further from the diagonal than `errors` and stops when too many are found.
pub(super) fn begins_roughly(typed: &[char], word: &[char], errors: usize) -> bool {
    if word.len() + errors < typed.len() {
        return false;
    }
    let width = typed.len() + errors;
    let word = word.get(..width).unwrap_or(word);
    if word.len() >= ROW {
        return false;
    }
    let far = u8::try_from(errors).unwrap_or(u8::MAX - 1) + 1;
    let near = |cost: usize| u8::try_from(cost).unwrap_or(far).min(far);
    // A row holds the distances between the letters that were typed so far and the beginnings of
    // the word; neighbours that changed places look two rows back.
    let (mut before, mut above) = ([far; ROW], [far; ROW]);
    for (j, cell) in above.iter_mut().enumerate().take(word.len() + 1) {
        *cell = near(j);
    }
    for (i, letter) in typed.iter().enumerate() {
        let mut row = [far; ROW];
        row[0] = near(i + 1);
        let mut least = row[0];
        let from = i.saturating_sub(errors);
        for (j, other) in word.iter().enumerate().skip(from).take(2 * errors + 1) {
            let at = |row: &[u8; ROW], j: usize| row.get(j).copied().unwrap_or(far);
            let mut cost = at(&above, j) + u8::from(letter != other);
            cost = cost.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            if i > 0 && j > 0 && typed.get(i - 1) == Some(other) && word.get(j - 1) == Some(letter)
            {
                cost = cost.min(at(&before, j - 1) + 1);
            }
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = cost.min(far);
            }
            least = least.min(cost);
        }
        if least >= far {
            return false;
        }
        (before, above) = (above, row);
    }
    above.iter().take(word.len() + 1).any(|cost| *cost < far)
}

/// One more than the longest word that is compared.
const ROW: usize = 64;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rough(typed: &str, word: &str) -> bool {
        let (typed, word): (Vec<_>, Vec<_>) = (typed.chars().collect(), word.chars().collect());
        begins_roughly(&typed, &word, forgiven(typed.len()))
    }

    #[test]
    fn one_error_is_forgiven_from_four_letters_and_two_from_eight() {
        for (typed, word) in [
            ("gihtub", "github"),
            ("gitub", "github"),
            ("githhub", "github"),
            ("gitgub", "github"),
            ("gihtu", "github"),
            ("amazn", "amazon"),
            ("mircosfot", "microsoft"),
            ("microsof", "microsoft"),
        ] {
            assert!(rough(typed, word), "{typed} for {word}");
        }
        for (typed, word) in [
            ("gti", "git"),
            ("githxxb", "github"),
            ("bank", "book"),
            ("mirxxsfot", "microsoft"),
            ("github", "gi"),
        ] {
            assert!(!rough(typed, word), "{typed} for {word}");
        }
    }

    proptest! {
        #[test]
        fn the_distance_is_that_of_the_library(typed in "[abc]{0,10}", word in "[abc]{0,12}", errors in 0_usize..3) {
            let letters: Vec<char> = word.chars().collect();
            let nearest = (0..=letters.len())
                .map(|end| strsim::osa_distance(&typed, &letters[..end].iter().collect::<String>()))
                .min();
            let typed: Vec<char> = typed.chars().collect();
            prop_assert_eq!(begins_roughly(&typed, &letters, errors), nearest.unwrap() <= errors);
        }
    }
}
