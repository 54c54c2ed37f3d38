//! Rules of the file format that need a look inside.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use getrandom::SysRng;
use rand_core::UnwrapErr;
use zeroize::Zeroizing;

use crate::{Cost, Error, Password, create, open};

mod smoke {
    use super::*;
    fn password(text: &str) -> Password {
        Password::new(Zeroizing::new(text.to_owned())).unwrap()
    }
    #[test]
    fn a_new_vault_opens_with_its_password_and_no_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("v/vault.countersign");
        let mut chance = UnwrapErr(SysRng);
        let mut made = create(
            &path,
            &password("violet harbour 77 stones"),
            Cost::FLOOR,
            &mut chance,
        )
        .unwrap();
        let entry = otp::parse_uri("otpauth://totp/A:b?secret=JBSWY3DPEHPK3PXP")
            .unwrap()
            .entry;
        let id = made
            .update(&mut chance, |c| {
                c.add(entry, UNIX_EPOCH, &mut UnwrapErr(SysRng))
            })
            .unwrap();
        let locked = made.lock();
        assert!(matches!(
            locked.unlock(&password("violet harbour 77 stone")),
            Err(Error::WrongCredential { slots: 1 })
        ));
        let opened = open(&path)
            .unwrap()
            .unlock(&password("violet harbour 77 stones"))
            .unwrap();
        assert_eq!(opened.contents().get(&id).unwrap().otp.issuer, "A");
        assert_eq!(opened.info().generation, 2);
        let _: (OnceLock<()>, Duration, SystemTime) = (OnceLock::new(), Duration::ZERO, UNIX_EPOCH);
    }
}
