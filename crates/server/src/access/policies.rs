//! The rules of this server: those it came with, and those of whoever runs it.
//!
//! Own rules stand in `*.cedar` files that `[access] policies` names. They are held against the schema
//! before the server starts, they can permit more and forbid more, and no rule of ours can be taken
//! away by them: a rule that forbids always wins.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use authority::permission::{Policies, Problem, Source};

/// What rules may speak of.
pub const SCHEMA: &str = include_str!("../../policies/schema.cedarschema");

/// The rules that every server has.
const SHIPPED: [(&str, &str); 2] = [
    ("permit.cedar", include_str!("../../policies/permit.cedar")),
    ("forbid.cedar", include_str!("../../policies/forbid.cedar")),
];

/// The longest file of rules that is read, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Why the rules cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or directory cannot be read.
    #[error("the policies {} cannot be read: {source}", path.display())]
    Unreadable {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Rules are wrong.
    #[error("{}", lines(.0))]
    Wrong(Vec<Problem>),
}

fn lines(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The rules that every server has.
#[must_use]
pub fn shipped() -> Vec<Source> {
    let source = |(name, text): (&str, &str)| Source {
        name: name.to_owned(),
        text: text.to_owned(),
        shipped: true,
    };
    SHIPPED.into_iter().map(source).collect()
}

/// All texts of rules: the shipped ones, then those at `own`, a file or a directory of `*.cedar`.
///
/// # Errors
///
/// [`Error::Unreadable`].
pub fn sources(own: Option<&Path>) -> Result<Vec<Source>, Error> {
    let mut sources = shipped();
    let Some(path) = own else { return Ok(sources) };
    for file in files(path)? {
        let unreadable = |source| Error::Unreadable {
            path: file.clone(),
            source,
        };
        if fs::metadata(&file).map_err(unreadable)?.len() > LONGEST {
            return Err(unreadable(io::Error::other("it is longer than 1 MiB")));
        }
        sources.push(Source {
            name: file.display().to_string(),
            text: fs::read_to_string(&file).map_err(unreadable)?,
            shipped: false,
        });
    }
    Ok(sources)
}

fn files(path: &Path) -> Result<Vec<PathBuf>, Error> {
    let unreadable = |source| Error::Unreadable {
        path: path.to_owned(),
        source,
    };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(unreadable)?;
    let files = entries.into_iter().map(|entry| entry.path());
    let mut files: Vec<PathBuf> = files
        .filter(|file| file.extension().is_some_and(|end| end == "cedar"))
        .collect();
    files.sort();
    Ok(files)
}

/// Makes one set of rules of these texts.
///
/// # Errors
///
/// [`Error::Wrong`] with everything that is wrong.
pub fn compile(sources: &[Source]) -> Result<Policies, Error> {
    Policies::compile(SCHEMA, sources).map_err(Error::Wrong)
}

/// The rules of a server whose own ones are at `own`.
///
/// # Errors
///
/// See [`Error`].
pub fn load(own: Option<&Path>) -> Result<Policies, Error> {
    compile(&sources(own)?)
}

#[cfg(test)]
mod tests;
