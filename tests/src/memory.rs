//! What lies in the memory of running programs: read region by region, as somebody would who holds
//! a dump of it. Programs that cannot be dumped let only root read them, so these journeys need root.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

use aho_corasick::AhoCorasick;
use data_encoding::{BASE32_NOPAD, BASE64_NOPAD, HEXLOWER, HEXUPPER};

/// Read at once; regions are searched with an overlap so that nothing hides on a border.
const CHUNK: usize = 4 << 20;
/// Bytes of a page, on the machines the journeys run on.
const PAGE: u64 = 4096;
const PAGES_AT_ONCE: u64 = 1 << 17;

/// Something secret that was put where it must not be found later.
pub struct Canary {
    name: &'static str,
    forms: Vec<(&'static str, Vec<u8>)>,
}

impl Canary {
    /// A secret by its bytes, in every spelling it could take. Its first bytes are not looked for:
    /// an allocator writes its own there when it takes the memory back.
    ///
    /// # Panics
    ///
    /// For one that is too short to be told from chance.
    #[must_use]
    pub fn new(name: &'static str, secret: &[u8]) -> Self {
        assert!(secret.len() >= 20, "a canary has 20 bytes at least");
        let tail = &secret[5..secret.len() / 5 * 5]; // whole groups of base32
        let mut forms = vec![("bytes", tail.to_vec())];
        if tail.is_ascii() {
            let wide = tail.iter().flat_map(|byte| [*byte, 0]).collect();
            forms.push(("UTF-16", wide));
        }
        for (form, text) in [
            ("base32", BASE32_NOPAD.encode(tail)),
            ("hex", HEXLOWER.encode(tail)),
            ("HEX", HEXUPPER.encode(tail)),
        ] {
            forms.push((form, text.clone().into_bytes()));
            let wide = text.bytes().flat_map(|byte| [byte, 0]).collect();
            forms.push(("its text in UTF-16", wide));
        }
        // Base64 spells the same bytes in three ways, by where they begin.
        for skipped in 0..3 {
            let spelled = BASE64_NOPAD.encode(&tail[skipped..]);
            let whole = (tail.len() - skipped) / 3 * 4;
            forms.push(("base64", spelled[..whole].into()));
        }
        Self { name, forms }
    }
}

/// Where canaries were found: program, canary, spelling and how often.
#[must_use]
pub fn search(processes: &[u32], canaries: &[Canary]) -> Vec<String> {
    let forms: Vec<_> = canaries
        .iter()
        .flat_map(|canary| {
            let named =
                |(form, bytes): &'_ (&'static str, Vec<u8>)| (canary.name, *form, bytes.clone());
            canary.forms.iter().map(named)
        })
        .collect();
    let finder = AhoCorasick::new(forms.iter().map(|(_, _, bytes)| bytes)).unwrap();
    let overlap = finder.max_pattern_len();
    let mut found = Vec::new();
    for id in processes {
        let mut hits = vec![0_usize; forms.len()];
        let read = for_each_chunk(*id, overlap, |chunk| {
            for hit in finder.find_overlapping_iter(chunk) {
                hits[hit.pattern().as_usize()] += 1;
            }
        });
        assert!(
            read > 1 << 20,
            "{} can be read: root is needed",
            name_of(*id)
        );
        for ((canary, form, _), count) in forms.iter().zip(hits) {
            if count > 0 {
                found.push(format!(
                    "{}: {canary} as {form}, {count} times",
                    name_of(*id)
                ));
            }
        }
    }
    found
}

/// The name of a program, as the system cuts it.
#[must_use]
pub fn name_of(id: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{id}/comm")).unwrap_or_default();
    name.trim().to_owned()
}

/// Hands over every page that is there; returns how many bytes that was. A web engine reserves
/// tens of gigabytes of which it uses a few pages, so what was never touched is passed over.
fn for_each_chunk(id: u32, overlap: usize, mut see: impl FnMut(&[u8])) -> u64 {
    let maps = fs::read_to_string(format!("/proc/{id}/maps")).unwrap_or_default();
    let (Ok(memory), Ok(pages)) = (
        File::open(format!("/proc/{id}/mem")),
        File::open(format!("/proc/{id}/pagemap")),
    ) else {
        return 0;
    };
    let mut buffer = vec![0; CHUNK + overlap];
    let mut total = 0;
    for (from, to) in maps.lines().filter_map(readable) {
        for (from, to) in touched(&pages, from, to) {
            let mut at = from;
            while at < to {
                let wanted = usize::try_from(to - at).unwrap().min(buffer.len());
                match memory.read_at(&mut buffer[..wanted], at) {
                    Ok(read) if read > 0 => see(&buffer[..read]),
                    _ => break, // a device, or unmapped meanwhile
                }
                total += wanted.min(CHUNK) as u64;
                at += CHUNK as u64;
            }
        }
    }
    total
}

/// The borders of a region that can be read.
fn readable(line: &str) -> Option<(u64, u64)> {
    let mut fields = line.split_whitespace();
    let (range, rights) = (fields.next()?, fields.next()?);
    let (from, to) = range.split_once('-')?;
    let wanted =
        rights.starts_with('r') && !line.ends_with("[vvar]") && !line.ends_with("[vsyscall]");
    let number = |text| u64::from_str_radix(text, 16).ok();
    wanted.then_some((number(from)?, number(to)?))
}

/// The runs of pages of a region that are in memory or swapped out, as `/proc/PID/pagemap`
/// [has them](https://docs.kernel.org/admin-guide/mm/pagemap.html): bits 63 and 62 of each entry.
fn touched(pages: &File, from: u64, to: u64) -> Vec<(u64, u64)> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut entries = vec![0; 8 * PAGES_AT_ONCE as usize];
    let mut page = from / PAGE;
    while page < to / PAGE {
        let wanted = 8 * (to / PAGE - page).min(PAGES_AT_ONCE) as usize;
        let read = pages.read_at(&mut entries[..wanted], page * 8).unwrap_or(0) / 8 * 8;
        if read == 0 {
            break;
        }
        for entry in entries[..read].chunks_exact(8) {
            let entry = u64::from_ne_bytes(entry.try_into().unwrap());
            if entry >> 62 != 0 {
                match runs.last_mut() {
                    Some((_, end)) if *end == page * PAGE => *end += PAGE,
                    _ => runs.push((page * PAGE, (page + 1) * PAGE)),
                }
            }
            page += 1;
        }
    }
    runs
}
