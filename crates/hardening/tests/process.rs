//! A process that protected itself. A file of its own, because it cannot be undone.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::process::Command;

use rustix::process::{DumpableBehavior, dumpable_behavior};

#[global_allocator]
static MEMORY: hardening::Memory = hardening::MEMORY;

#[test]
fn neither_this_process_nor_its_children_leave_a_core_file_and_nobody_reads_it() {
    hardening::protect();

    let limit = Command::new("sh")
        .args(["-c", "ulimit -Hc"])
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(limit.stdout).unwrap().trim(), "0");
    assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
}
