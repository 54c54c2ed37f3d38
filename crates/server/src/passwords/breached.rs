//! Whether a password is known to have been stolen, without telling anybody which one it is.
//!
//! Online only five of the forty digits of its SHA-1 leave this server, and the answer holds all that
//! begin with them. Offline a sorted file is searched by halves, since it has tens of gigabytes.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use data_encoding::HEXUPPER;
use reqwest::redirect::Policy;
use zeroize::Zeroizing;

use crate::config::{self, Breached};

/// No answer is longer, in bytes; one of today has about 40,000.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Why nothing was found out.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The other server did not answer, or not with what it should.
    #[error("the list of stolen passwords did not answer: {0}")]
    Away(String),
    /// The file could not be read.
    #[error("the file of stolen passwords cannot be read")]
    File(#[from] io::Error),
}

/// The lists that the operator named.
#[derive(Debug)]
pub struct Lists {
    online: Option<(Breached, reqwest::Client)>,
    file: Option<PathBuf>,
}

impl Lists {
    /// Sets the lists up; nothing is connected yet.
    ///
    /// # Errors
    ///
    /// [`Error::Away`] when the system's certificates cannot be used.
    pub fn new(rules: &config::Passwords) -> Result<Self, Error> {
        let online = match &rules.breached {
            None => None,
            Some(breached) => {
                let client = reqwest::Client::builder()
                    .redirect(Policy::none())
                    .timeout(breached.timeout)
                    .user_agent("countersign-server")
                    .build()
                    .map_err(|error| Error::Away(error.to_string()))?;
                Some((breached.clone(), client))
            }
        };
        Ok(Self {
            online,
            file: rules.breached_file.clone(),
        })
    }

    /// Whether `password` is on one of the lists. When the online one does not answer, that counts as
    /// the operator chose: as `Ok(false)`, or as the error.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn know(&self, password: &str) -> Result<bool, Error> {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let hash = Zeroizing::new(HEXUPPER.encode(hash.as_ref()));
        if let Some(path) = self.file.clone() {
            let hash = hash.clone();
            let searched = tokio::task::spawn_blocking(move || is_in_file(&path, &hash)).await;
            if searched.map_err(io::Error::other)?? {
                return Ok(true);
            }
        }
        match &self.online {
            None => Ok(false),
            Some((breached, client)) => match ask(breached, client, &hash).await {
                Err(error) if breached.accept_without_answer => {
                    tracing::warn!(%error, "a password was taken without that answer");
                    Ok(false)
                }
                answered => answered,
            },
        }
    }
}

async fn ask(breached: &Breached, client: &reqwest::Client, hash: &str) -> Result<bool, Error> {
    let away = |error: reqwest::Error| Error::Away(error.without_url().to_string());
    let (begins, ends) = hash
        .split_at_checked(5)
        .ok_or_else(|| Error::Away("no hash".to_owned()))?;
    let address = breached
        .url
        .join(begins)
        .map_err(|error| Error::Away(error.to_string()))?;
    // Padded answers are all about as long, so their size does not tell what was asked.
    let request = client.get(address).header("Add-Padding", "true");
    let mut answer = request.send().await.map_err(away)?;
    if answer.status() != http::StatusCode::OK {
        return Err(Error::Away(format!("status {}", answer.status().as_u16())));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(away)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            return Err(Error::Away("the answer is too long".to_owned()));
        }
    }
    let body = String::from_utf8_lossy(&body);
    Ok(body.lines().any(|line| {
        let (suffix, count) = line.trim().split_once(':').unwrap_or_default();
        // Lines that only pad say that they were seen no time.
        suffix.eq_ignore_ascii_case(ends) && count.trim() != "0"
    }))
}

/// Looks for the line that begins with `hash` in a file whose lines are in order.
fn is_in_file(path: &Path, hash: &str) -> io::Result<bool> {
    let mut file = File::open(path)?;
    // The line looked for begins at or behind `low` and before `high`.
    let (mut low, mut high) = (0, file.metadata()?.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let (start, line) = line_behind(&mut file, middle)?;
        let Some(line) = line.filter(|_| start < high) else {
            high = middle;
            continue;
        };
        let digits = line.get(..40).unwrap_or(&line).to_ascii_uppercase();
        match digits.as_str().cmp(hash) {
            std::cmp::Ordering::Equal => return Ok(true),
            std::cmp::Ordering::Less => low = start + line.len() as u64,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    Ok(false)
}

/// The first line that begins at `position` or behind it, and where it begins. No line of such a file
/// has more than 64 bytes.
fn line_behind(file: &mut File, position: u64) -> io::Result<(u64, Option<String>)> {
    let mut start = position;
    if position > 0 {
        // The line that the byte before belongs to ends first.
        start = position - 1;
    }
    file.seek(SeekFrom::Start(start))?;
    let mut reader = BufReader::with_capacity(256, file.by_ref().take(256));
    if position > 0 {
        start += reader.read_until(b'\n', &mut Vec::new())? as u64;
    }
    let mut line = Vec::new();
    let length = reader.read_until(b'\n', &mut line)?;
    let text = String::from_utf8_lossy(&line).into_owned();
    Ok((start, (length > 0).then_some(text)))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn every_line_of_a_sorted_file_is_found_and_nothing_else() {
        for (count, end) in [
            (0, "\n"),
            (1, "\n"),
            (2, "\r\n"),
            (1000, "\n"),
            (1001, "\r\n"),
        ] {
            let mut hashes: Vec<String> = (0..count)
                .map(|number: u32| {
                    let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &number.to_be_bytes());
                    HEXUPPER.encode(hash.as_ref())
                })
                .collect();
            hashes.sort();
            let mut file = tempfile::NamedTempFile::new().unwrap();
            for (number, hash) in hashes.iter().enumerate() {
                write!(file, "{hash}:{}{end}", number * 7919).unwrap();
            }
            for hash in &hashes {
                assert!(is_in_file(file.path(), hash).unwrap(), "{hash} of {count}");
            }
            for absent in ["0", "7", "F"].map(|digit| digit.repeat(40)) {
                assert!(
                    !is_in_file(file.path(), &absent).unwrap(),
                    "{absent} of {count}"
                );
            }
        }
    }
}
