//! The folded text of all entries and the words in it.

use std::{collections::HashMap, ops::Range};

use ::vault::{Contents, EntryId};
use memchr::memmem::Finder;
use zeroize::{Zeroize, Zeroizing};

use super::{
    fit::{FIELDS, Field, Fit, How, Score},
    fold::fold_into,
    typo::{begins_roughly, forgiven, mask_of},
};

/// The longest query that is looked at, in bytes.
const LONGEST_QUERY: usize = 256;

/// The most words of a query that count.
const MOST_WORDS: usize = 8;

/// How far a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Names only, as they are written: for a choice that has to be the right one.
    Strict,
    /// Notes as well, and typing errors are forgiven.
    Forgiving,
}

/// What a person typed, in words.
pub(crate) struct Query {
    words: Vec<Word>,
}

struct Word {
    finder: Finder<'static>,
    letters: Zeroizing<Vec<char>>,
    mask: u64,
}

impl Query {
    pub(crate) fn parse(text: &str) -> Self {
        let mut folded = String::with_capacity(text.len().min(LONGEST_QUERY) * 2);
        let end = text.floor_char_boundary(LONGEST_QUERY);
        fold_into(&mut folded, text.get(..end).unwrap_or_default());
        let words = folded.split_whitespace().take(MOST_WORDS).map(|word| {
            let letters: Vec<char> = word.chars().collect();
            Word {
                finder: Finder::new(word).into_owned(),
                mask: mask_of(&letters),
                letters: Zeroizing::new(letters),
            }
        });
        let words = words.collect();
        folded.zeroize();
        Self { words }
    }
}

/// What searches look through, for one state of the vault. Wiped on drop.
pub(crate) struct Index {
    state: (u32, u64),
    /// Everything, folded: issuer, account, group and note of an entry after one another, each
    /// with a line break behind it, which no word of a query holds.
    text: Zeroizing<String>,
    rows: Vec<Row>,
    /// Which words the entries have, row after row.
    row_words: Vec<RowWord>,
    /// Every word once.
    words: Vec<IndexWord>,
    letters: Zeroizing<Vec<char>>,
}

struct Row {
    id: EntryId,
    text: Range<usize>,
    /// Where each field ends, before its line break.
    ends: [usize; FIELDS.len()],
    words: Range<usize>,
}

struct RowWord {
    word: usize,
    field: Field,
}

struct IndexWord {
    letters: Range<usize>,
    mask: u64,
}

impl Index {
    pub(super) fn new(contents: &Contents, state: (u32, u64)) -> Self {
        let mut index = Self {
            state,
            text: Zeroizing::new(String::with_capacity(room(contents))),
            rows: Vec::new(),
            row_words: Vec::new(),
            words: Vec::new(),
            letters: Zeroizing::default(),
        };
        for entry in contents.entries() {
            let start = index.text.len();
            let group = entry.group.as_deref().unwrap_or_default();
            let fields = [&entry.otp.issuer, &entry.otp.account, group, &*entry.note];
            let ends = fields.map(|field| {
                fold_into(&mut index.text, field);
                index.text.push('\n');
                index.text.len() - 1
            });
            index.rows.push(Row {
                id: entry.id,
                text: start..index.text.len(),
                ends,
                words: 0..0,
            });
        }
        index.collect_words();
        index
    }

    /// Whether this is the vault's state.
    pub(super) fn is_of(&self, state: (u32, u64)) -> bool {
        self.state == state
    }

    /// The entries that fit every word, best first.
    pub(super) fn find(&self, query: &Query, reach: Reach) -> Vec<EntryId> {
        let mut scores: Vec<Option<Score>> = vec![Some(Score::PERFECT); self.rows.len()];
        for word in &query.words {
            let mut fits: Vec<Option<Fit>> = self
                .rows
                .iter()
                .map(|row| self.fit(row, word, reach))
                .collect();
            let as_typed = fits.iter().flatten().max();
            let begins_somewhere = |fit: &Fit| *fit >= Fit::new(How::WordStart, Field::Group);
            if reach == Reach::Forgiving && !as_typed.is_some_and(begins_somewhere) {
                self.forgive(word, &mut fits);
            }
            for (score, fit) in scores.iter_mut().zip(fits) {
                *score = score.zip(fit).map(|(score, fit)| score.and(fit));
            }
        }
        let mut found: Vec<(Score, EntryId)> = scores
            .into_iter()
            .zip(&self.rows)
            .filter_map(|(score, row)| Some((score?, row.id)))
            .collect();
        found.sort_by_key(|(score, _)| std::cmp::Reverse(*score)); // keeps the order of equals
        found.into_iter().map(|(_, id)| id).collect()
    }

    /// How well a word, as it was typed, fits a row.
    fn fit(&self, row: &Row, word: &Word, reach: Reach) -> Option<Fit> {
        let text = self.text.as_bytes().get(row.text.clone())?;
        let length = word.finder.needle().len();
        let hits = word.finder.find_iter(text);
        let fits = hits.filter_map(|hit| {
            let start = row.text.start + hit;
            let (field, range) = row.field_at(start)?;
            let how = if start == range.start {
                match start + length == range.end {
                    true => How::WholeField,
                    false => How::FieldStart,
                }
            } else if self.is_word_start(start) {
                How::WordStart
            } else {
                How::Inside
            };
            (reach == Reach::Forgiving || field != Field::Note).then(|| Fit::new(how, field))
        });
        fits.max()
    }

    fn is_word_start(&self, at: usize) -> bool {
        let before = self
            .text
            .get(..at)
            .and_then(|text| text.chars().next_back());
        !before.is_some_and(char::is_alphanumeric)
    }

    /// Fits the word, with the errors it may have, into rows that do not have it as typed.
    fn forgive(&self, typed: &Word, fits: &mut [Option<Fit>]) {
        let errors = forgiven(typed.letters.len());
        if errors == 0 {
            return;
        }
        let near: Vec<bool> = self
            .words
            .iter()
            .map(|word| {
                let missing = (typed.mask & !word.mask).count_ones() as usize;
                let letters = self.letters.get(word.letters.clone()).unwrap_or_default();
                missing <= errors && begins_roughly(&typed.letters, letters, errors)
            })
            .collect();
        for (fit, row) in fits.iter_mut().zip(&self.rows) {
            let words = self.row_words.get(row.words.clone()).unwrap_or_default();
            let rough = words
                .iter()
                .filter(|of| near.get(of.word).copied().unwrap_or_default())
                .map(|of| Fit::new(How::Roughly, of.field))
                .max();
            *fit = (*fit).max(rough);
        }
    }

    fn collect_words(&mut self) {
        let mut known: HashMap<&str, usize> = HashMap::with_capacity(self.rows.len() * 2);
        for row in &mut self.rows {
            let first = self.row_words.len();
            let mut start = row.text.start;
            for (end, field) in row.ends.into_iter().zip(FIELDS) {
                let text = self.text.get(start..end).unwrap_or_default();
                start = end + 1;
                for word in text.split(|letter: char| !letter.is_alphanumeric()) {
                    if word.is_empty() {
                        continue;
                    }
                    let next = self.words.len();
                    let word = *known.entry(word).or_insert_with(|| {
                        let start = self.letters.len();
                        self.letters.extend(word.chars());
                        let letters = start..self.letters.len();
                        let mask = mask_of(self.letters.get(start..).unwrap_or_default());
                        self.words.push(IndexWord { letters, mask });
                        next
                    });
                    self.row_words.push(RowWord { word, field });
                }
            }
            row.words = first..self.row_words.len();
        }
    }
}

impl Row {
    /// The field that holds this place, and where it lies.
    fn field_at(&self, at: usize) -> Option<(Field, Range<usize>)> {
        let place = self.ends.iter().position(|end| at < *end)?;
        let start = match place.checked_sub(1) {
            Some(before) => self.ends.get(before)? + 1,
            None => self.text.start,
        };
        Some((*FIELDS.get(place)?, start..*self.ends.get(place)?))
    }
}

/// About as many bytes as the text will need: growing would leave copies behind.
fn room(contents: &Contents) -> usize {
    let text = |entry: &::vault::StoredEntry| {
        let group = entry.group.as_ref().map_or(0, String::len);
        entry.otp.issuer.len() + entry.otp.account.len() + group + entry.note.len() + FIELDS.len()
    };
    contents.entries().map(text).sum::<usize>() * 9 / 8
}
