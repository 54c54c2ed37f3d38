//! How well something fits: what a search sorts by.

/// Where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Issuer,
    Account,
    Group,
    Note,
}

/// The fields in the order in which an entry's text holds them.
pub(super) const FIELDS: [Field; 4] = [Field::Issuer, Field::Account, Field::Group, Field::Note];

/// In which way a word was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    Roughly,
    Inside,
    WordStart,
    FieldStart,
    WholeField,
}

/// How well one word fits; more is better, and nothing in a note is as good as anything elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fit(u16);

impl Fit {
    pub(super) fn new(how: How, field: Field) -> Self {
        let how = how as u16;
        Self(match field {
            Field::Note => how,
            Field::Group => 8 + how * 4,
            Field::Account => 9 + how * 4,
            Field::Issuer => 10 + how * 4,
        })
    }
}

/// How well an entry fits all words: first by the word that fits it worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score {
    worst: Fit,
    sum: u16,
}

impl Score {
    /// That of an entry which nothing was asked of yet.
    pub(super) const PERFECT: Self = Self {
        worst: Fit(u16::MAX),
        sum: 0,
    };

    pub(super) fn and(self, fit: Fit) -> Self {
        Self {
            worst: self.worst.min(fit),
            sum: self.sum.saturating_add(fit.0),
        }
    }
}
