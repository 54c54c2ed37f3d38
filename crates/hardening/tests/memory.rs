//! What is left of a secret in this process's memory.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::{
    fs::{self, File},
    os::unix::fs::FileExt,
};

#[global_allocator]
static MEMORY: hardening::Memory = hardening::MEMORY;

/// A free block begins with the allocator's own notes, so its beginning proves nothing.
const NOTES: usize = 64;
const LENGTH: usize = 512;

/// The secret is computed, so that no copy of it lies elsewhere.
fn secret_byte(at: usize) -> u8 {
    u8::try_from((at * 167 + 13) % 251).unwrap()
}

fn is_secret(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .zip(NOTES..)
        .all(|(&byte, at)| byte == secret_byte(at))
}

/// Whether the secret can be found on the heap.
fn heap_holds_the_secret() -> bool {
    let memory = File::open("/proc/self/mem").unwrap();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    let written = maps
        .lines()
        .filter(|line| line.contains(" rw-p ") && !line.contains('/') && !line.contains("[stack]"));
    let mut found = false;
    for line in written {
        let (start, end) = line
            .split_whitespace()
            .next()
            .unwrap()
            .split_once('-')
            .unwrap();
        let [start, end] = [start, end].map(|text| u64::from_str_radix(text, 16).unwrap());
        // Wiped when it is freed, or the next look would find what this one read.
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        if memory.read_exact_at(&mut bytes, start).is_ok() {
            found |= bytes.windows(LENGTH - NOTES).any(is_secret);
        }
    }
    found
}

#[test]
fn freed_memory_keeps_nothing_and_neither_does_a_buffer_that_grew() {
    let mut secret: Vec<u8> = (0..LENGTH).map(secret_byte).collect();
    assert!(heap_holds_the_secret(), "the search finds what is there");

    let before = secret.as_ptr();
    let mut neighbours = Vec::new();
    while secret.as_ptr() == before {
        neighbours.push(vec![0_u8; secret.capacity()]);
        secret.reserve_exact(secret.capacity() * 2 - secret.len());
    }
    secret.fill(0);
    assert!(!heap_holds_the_secret(), "growing left the secret behind");

    secret.clear();
    secret.extend((0..LENGTH).map(secret_byte));
    assert!(heap_holds_the_secret());
    drop(secret);
    assert!(!heap_holds_the_secret(), "freeing left the secret behind");
}
