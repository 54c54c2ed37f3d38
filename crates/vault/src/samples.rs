//! Contents of every shape, for the tests of properties.

use std::fmt;

use proptest::prelude::*;
use zeroize::Zeroizing;

use crate::codec::Unknown;
use crate::icon::Picture;
use crate::trash::{Deleted, Deletion};
use crate::{
    ApprovalKeyId, ApprovalKeyRecord, ApprovalOwner, ApprovalSeed, Contents, EntryId, Icon,
    PictureId, PushSecret, PushToken, PushTokenId, RecoveryCode, RecoverySet, RecoverySetId,
    RecoveryText, StoredEntry,
};

/// Contents with every kind of record, of which nothing is left behind when they are written.
pub(crate) fn any_contents() -> impl Strategy<Value = Contents> {
    let entries = prop::collection::vec(any_entry(), 0..6);
    let sets = prop::collection::vec(any_set(), 0..4);
    let deletions = prop::collection::vec(any_deletion(), 0..4);
    let waiting = prop::option::of(any::<[u8; 16]>());
    let unknown = prop::collection::vec(any_unknown(), 0..3);
    let keys = prop::collection::vec(any_key(), 0..4);
    let tokens = prop::collection::vec(any_push_token(), 0..4);
    (entries, sets, (keys, tokens), deletions, waiting, unknown).prop_map(
        |(entries, recovery_sets, (approval_keys, push_tokens), deletions, waiting, unknown)| {
            let waiting = waiting.map(PictureId::from_bytes);
            let shown = entries.iter().filter_map(|entry| match &entry.icon {
                Some(Icon::Picture(id)) => Some(*id),
                _ => None,
            });
            let pictures = shown.chain(waiting).map(|id| (id, picture(&id)));
            let mut contents = Contents {
                pictures: pictures.collect(),
                entries,
                recovery_sets,
                approval_keys,
                push_tokens,
                waiting,
                deletions,
                unknown,
                ..Contents::default()
            };
            contents.settle_approval_keys();
            contents.settle_push_tokens();
            contents
        },
    )
}

fn picture(id: &PictureId) -> Picture {
    Picture {
        png: id.as_bytes().repeat(usize::from(id.as_bytes()[0])),
        unknown: Vec::new(),
    }
}

fn any_unknown() -> impl Strategy<Value = Unknown> {
    let value = prop::collection::vec(any::<u8>(), 0..40);
    (1000_u16..2000, value).prop_map(|(tag, value)| Unknown::keep(tag, &value).unwrap())
}

fn any_icon() -> impl Strategy<Value = Option<Icon>> {
    prop_oneof![
        Just(None),
        ".{0,12}".prop_map(|name| Some(Icon::Brand(name))),
        any::<[u8; 16]>().prop_map(|id| Some(Icon::Picture(PictureId::from_bytes(id)))),
    ]
}

fn any_otp() -> impl Strategy<Value = otp::Entry> {
    let kinds = prop::sample::select(vec![
        "totp/a?secret=MZXW6YTB&digits=8&period=60&algorithm=SHA512",
        "hotp/a?secret=MZXW6YTB&counter=18446744073709551615",
        "steam/a?secret=MZXW6YTB",
        "motp/a?secret=text&pin=GEZDGNA",
        "yaotp/a?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4&pin=GEZDGNA",
        "totp/a?secret=MZXW6YTB&algorithm=MD5",
    ]);
    let seed = prop::collection::vec(any::<u8>(), 16..80);
    (kinds, ".{0,20}", ".{0,20}", seed).prop_map(|(kind, issuer, account, seed)| {
        let otp = otp::parse_uri(&format!("otpauth://{kind}")).unwrap().entry;
        let seed = otp::Seed::new(Zeroizing::new(seed)).unwrap();
        otp::Entry {
            issuer,
            account,
            seed,
            ..otp
        }
    })
}

fn any_entry() -> impl Strategy<Value = StoredEntry> {
    let marks = (
        ".{0,300}",
        prop::option::of(".{0,9}"),
        any::<bool>(),
        any_icon(),
    );
    let times = (
        any::<u64>(),
        any::<u64>(),
        any::<Option<u64>>(),
        any::<Option<u64>>(),
    );
    let unknown = prop::collection::vec(any_unknown(), 0..2);
    let rest = (any::<u32>(), unknown);
    (any::<[u8; 16]>(), any_otp(), marks, times, rest).prop_map(
        |(id, otp, (note, group, favourite, icon), times, (uses, unknown))| StoredEntry {
            id: EntryId::from_bytes(id),
            otp,
            group,
            favourite,
            note,
            icon,
            used_at: times.2,
            uses,
            created_at: times.0,
            changed_at: times.1,
            trashed_at: times.3,
            unknown,
        },
    )
}

fn any_code() -> impl Strategy<Value = RecoveryCode> {
    let unknown = prop::collection::vec(any_unknown(), 0..2);
    let times = (any::<u64>(), any::<Option<u64>>());
    ("[!-~]([ -~]{0,40}[!-~])?", times, unknown).prop_map(|(text, times, unknown)| RecoveryCode {
        text: RecoveryText::new(&text).unwrap(),
        added_at: times.0,
        spent_at: times.1,
        unknown,
    })
}

fn any_set() -> impl Strategy<Value = RecoverySet> {
    let names = (".{0,20}", ".{0,20}", ".{0,100}");
    let times = (any::<u64>(), any::<u64>(), any::<Option<u64>>());
    let ids = (any::<[u8; 16]>(), any::<Option<[u8; 16]>>());
    let codes = prop::collection::vec(any_code(), 0..12);
    let unknown = prop::collection::vec(any_unknown(), 0..2);
    (ids, names, times, codes, unknown).prop_map(|(ids, names, times, codes, unknown)| {
        RecoverySet {
            id: RecoverySetId::from_bytes(ids.0),
            entry: ids.1.map(EntryId::from_bytes),
            issuer: names.0,
            account: names.1,
            note: names.2,
            codes,
            created_at: times.0,
            changed_at: times.1,
            replaced_at: times.2,
            unknown,
        }
    })
}

fn any_key() -> impl Strategy<Value = ApprovalKeyRecord> {
    let owner = (".{0,20}", "[ab]", ".{0,5}");
    let unknown = prop::collection::vec(any_unknown(), 0..2);
    let bytes = (any::<[u8; 16]>(), any::<[u8; 32]>());
    (bytes, owner, any::<u64>(), unknown).prop_map(
        |((id, seed), (issuer, user, device), created_at, unknown)| ApprovalKeyRecord {
            id: ApprovalKeyId::from_bytes(id),
            owner: ApprovalOwner {
                issuer,
                user,
                device,
            },
            seed: ApprovalSeed::read(&seed).unwrap(),
            created_at,
            unknown,
        },
    )
}

fn any_push_token() -> impl Strategy<Value = PushToken> {
    let texts = (".{0,20}", ".{0,20}", ".{0,20}", ".{0,20}");
    let keys = (
        prop::collection::vec(any::<u8>(), 0..40),
        prop::collection::vec(any::<u8>(), 0..40),
    );
    let unknown = prop::collection::vec(any_unknown(), 0..2);
    let rest = (any::<[u8; 16]>(), any::<bool>(), any::<u64>());
    (rest, texts, keys, unknown).prop_map(|(rest, texts, (secret, server_key), unknown)| {
        let (id, sslverify, created_at) = rest;
        let (serial, url, issuer, label) = texts;
        PushToken {
            id: PushTokenId::from_bytes(id),
            serial,
            url,
            issuer,
            label,
            secret: PushSecret::new(&secret),
            server_key,
            sslverify,
            created_at,
            unknown,
        }
    })
}

fn any_deletion() -> impl Strategy<Value = Deletion> {
    let unknown = prop::collection::vec(any_unknown(), 0..2);
    (any::<[u8; 16]>(), 0..4_u8, any::<u64>(), unknown).prop_map(|(id, what, at, unknown)| {
        Deletion {
            what: match what {
                0 => Deleted::Entry(EntryId::from_bytes(id)),
                1 => Deleted::RecoverySet(RecoverySetId::from_bytes(id)),
                2 => Deleted::ApprovalKey(ApprovalKeyId::from_bytes(id)),
                _ => Deleted::PushToken(PushTokenId::from_bytes(id)),
            },
            at,
            unknown,
        }
    })
}

// Outside of tests none of these can be printed.

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unknown(hidden)")
    }
}

impl fmt::Debug for Deletion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at {}", self.what, self.at)
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries: Vec<_> = self
            .entries
            .iter()
            .map(|e| {
                let times = (e.changed_at, e.used_at, e.trashed_at);
                format!("{} {:?} {:?} {:?} {}", e.id, times, e.otp, e.icon, e.note)
            })
            .collect();
        let sets: Vec<_> = self
            .recovery_sets
            .iter()
            .map(|s| {
                let codes: Vec<_> = s
                    .codes
                    .iter()
                    .map(|c| (c.text.reveal(), c.added_at, c.spent_at))
                    .collect();
                let times = (s.changed_at, s.replaced_at);
                format!("{:?} {:?} {:?} {codes:?}", s.id, s.entry, times)
            })
            .collect();
        f.debug_struct("Contents")
            .field("entries", &entries)
            .field("sets", &sets)
            .field("keys", &self.approval_keys)
            .field("tokens", &self.push_tokens)
            .field("deletions", &self.deletions)
            .finish_non_exhaustive()
    }
}
