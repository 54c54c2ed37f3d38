//! What a sentence is told: names, numbers and moments.

use std::borrow::Cow;

use authority::Moment;
use fluent_bundle::FluentValue;

use super::{Words, formats};

/// Something that a sentence can hold.
pub(crate) trait Argument {
    /// As the library takes it.
    fn value(&self) -> FluentValue<'_>;
}

impl<T: Argument + ?Sized> Argument for &T {
    fn value(&self) -> FluentValue<'_> {
        (**self).value()
    }
}

impl Argument for str {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self)
    }
}

impl Argument for String {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_str())
    }
}

impl Argument for Cow<'_, str> {
    fn value(&self) -> FluentValue<'_> {
        FluentValue::from(self.as_ref())
    }
}

macro_rules! numbers {
    ($($number:ty),*) => { $(
        impl Argument for $number {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )* };
}

numbers!(i64, u32, u64, usize);

impl Words {
    /// `at` with day and time, in UTC since we do not know where people are.
    pub(crate) fn moment(self, at: Moment) -> String {
        formats::moment(self.language(), at).unwrap_or_else(|| self.unknown_day())
    }

    /// The day of `at`.
    pub(crate) fn day(self, at: Moment) -> String {
        formats::day(self.language(), at).unwrap_or_else(|| self.unknown_day())
    }
}

/// `text` without marks that turn the words behind it around, and set apart where it reads from right
/// to left itself ([UAX #9 section 2.4](https://www.unicode.org/reports/tr9/#Explicit_Directional_Isolates)).
pub(super) fn without_turns(text: &str) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    // The blocks whose letters read from right to left, assigned or not.
    let leftward = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
            | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    let straight: String = text.chars().filter(|c| !turns(*c)).collect();
    if straight.chars().any(leftward) {
        format!("\u{2068}{straight}\u{2069}")
    } else {
        straight
    }
}
