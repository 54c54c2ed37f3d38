//! A vault file: whatever its bytes are, opening it gives contents or says why not, and the file
//! stays as it was.
#![no_main]

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use vault::{Credential, KeychainKey};

/// A place in memory where there is one, and a name that no other process has.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    };
    folder.join(format!("fuzz-{}.countersign", std::process::id()))
});

fuzz_target!(|bytes: &[u8]| {
    fs::write(&*FILE, bytes).unwrap();
    fs::set_permissions(&*FILE, fs::Permissions::from_mode(0o600)).unwrap();
    if let Ok(locked) = vault::open(&FILE) {
        let _ = locked.info();
        // The key of the seeds: slots of a password would take a second each.
        let key = KeychainKey::from_line(include_str!("../seeds/keychain_key")).unwrap();
        if let Ok(unlocked) = locked.unlock(&Credential::KeychainKey(key)) {
            assert!(unlocked.contents().entries().count() < 1 << 20);
        }
    }
    assert_eq!(fs::read(&*FILE).unwrap(), bytes, "opening writes nothing");
    fs::remove_file(&*FILE).unwrap();
});
