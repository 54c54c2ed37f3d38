//! What every program that may hold a secret does before anything else.
//!
//! ```
//! #[global_allocator]
//! static MEMORY: hardening::Memory = hardening::MEMORY;
//!
//! hardening::protect();
//! ```
//!
//! Nothing here stops root or a debugger that was there first. It keeps secrets out of core files, out
//! of the reach of other programs of the same user where the system asks them for permission, and out
//! of memory that was freed.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// An allocator that wipes what is freed, and what a growing buffer leaves behind.
pub type Memory = ZeroAlloc<System>;

/// The system's allocator, wiping.
pub const MEMORY: Memory = ZeroAlloc(System);

/// Forbids core files, for this process and those it starts, and forbids other processes to read this
/// one's memory. What the system refuses is logged and nothing else: a person wants the codes anyway.
pub fn protect() {
    #[cfg(unix)]
    no_core_file();
    #[cfg(any(target_os = "linux", target_os = "android"))]
    not_dumpable();
}

/// Core limit 0, which nobody but root can raise again.
#[cfg(unix)]
fn no_core_file() {
    use rustix::process::{Resource, Rlimit, setrlimit};

    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    if let Err(error) = setrlimit(Resource::Core, none) {
        tracing::warn!(%error, "a crash may leave a core file");
    }
}

/// Neither dumped nor traced, and `/proc/self/mem` belongs to root. Lost at `exec`, so a program that
/// is started from here is not concerned.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn not_dumpable() {
    use rustix::process::{DumpableBehavior, set_dumpable_behavior};

    if let Err(error) = set_dumpable_behavior(DumpableBehavior::NotDumpable) {
        tracing::warn!(%error, "programs of the same user may read this one's memory");
    }
}
