//! Addresses from standard input, one a line: all of them are added, or none and the bad lines named.

use std::io::{self, BufRead};

use commands::{
    Context, Failure, FailureCode,
    codes::{self as wish, EntryView, Link},
};

use crate::{
    entrance::{Entrance, line_of},
    failure::Stop,
    words,
};

/// The addresses, and which lines they stood on: blank lines and remarks count, but add nothing.
#[derive(Default)]
pub(crate) struct Lines {
    links: Vec<Link>,
    numbers: Vec<usize>,
}

impl Lines {
    /// An address that is the only one.
    pub(crate) fn one(link: Link) -> Self {
        Self {
            links: vec![link],
            numbers: vec![1],
        }
    }

    /// Everything on standard input.
    pub(crate) fn read(door: &Entrance<'_>) -> Result<Self, Stop> {
        if door.reads_standard_input() {
            return Err(Stop::Usage(words::ONE_INPUT_FOR_TWO.into()));
        }
        Self::from(&mut io::stdin().lock())
    }

    /// Adds what the lines describe in one save, or nothing.
    pub(crate) async fn add(self, cx: &Context) -> Result<Vec<EntryView>, Failure> {
        let Self { links, numbers } = self;
        wish::add_entries(cx, links)
            .await
            .map_err(|failure| Failure::new(failure.code, renumber(&failure.detail, &numbers)))
    }

    fn from(input: &mut dyn BufRead) -> Result<Self, Stop> {
        let mut lines = Self::default();
        for number in 1.. {
            match line_of(input) {
                Ok(line) if is_remark(&line) => {}
                Ok(line) => {
                    lines.links.push(Link::new(line));
                    lines.numbers.push(number);
                }
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                Err(error) => {
                    let detail = format!("line {number}: {error}");
                    return Err(Failure::new(FailureCode::BadInput, detail).into());
                }
            }
        }
        Ok(lines)
    }
}

fn is_remark(line: &str) -> bool {
    let line = line.trim();
    line.is_empty() || line.starts_with('#')
}

/// The parts of `detail` that begin with `line K: `, where `K` counts addresses, name the line that
/// the address stood on instead.
fn renumber(detail: &str, numbers: &[usize]) -> String {
    let parts: Vec<_> = detail
        .split("; ")
        .map(|part| renumber_part(part, numbers).unwrap_or_else(|| part.to_owned()))
        .collect();
    parts.join("; ")
}

fn renumber_part(part: &str, numbers: &[usize]) -> Option<String> {
    let (position, rest) = part.strip_prefix("line ")?.split_once(": ")?;
    let index = position.parse::<usize>().ok()?.checked_sub(1)?;
    Some(format!("line {}: {rest}", numbers.get(index)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_blank_lines_count_but_add_nothing() {
        let lines = Lines::from(&mut "# mine\n\nfirst\n \n  # more\nsecond".as_bytes()).unwrap();
        assert_eq!((lines.links.len(), lines.numbers), (2, vec![3, 6]));
    }

    #[test]
    fn a_line_that_is_no_text_is_named() {
        let Err(Stop::Failed(failure)) = Lines::from(&mut &b"first\n\n\xff\n"[..]) else {
            unreachable!("it was read");
        };
        assert_eq!(failure.code, FailureCode::BadInput);
        assert_eq!(failure.detail, "line 3: it is not UTF-8");
    }

    #[test]
    fn every_part_of_a_detail_names_its_own_line() {
        assert_eq!(
            renumber("line 1: bad; line 2: also line 1: bad", &[3, 7]),
            "line 3: bad; line 7: also line 1: bad"
        );
        assert_eq!(
            renumber("line 9: odd; no line", &[3]),
            "line 9: odd; no line"
        );
    }
}
