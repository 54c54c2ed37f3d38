//! Addresses as they really occur.
#![allow(clippy::unwrap_used, clippy::panic)]

use otp::{
    Algorithm, Entry, Error, Kind, Parsed, Pin, Remark, Seed, SeedProblem, parse_uri,
    parse_uri_with_pin, print_uri,
};
use zeroize::Zeroizing;

const SEED: &str = "JBSWY3DPEHPK3PXP";

fn parsed(text: &str) -> Parsed {
    parse_uri(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn entry(text: &str) -> Entry {
    parsed(text).entry
}

fn refused(text: &str) -> Error {
    parse_uri(text).unwrap_err()
}

/// Issuer and account of an address with this label and query.
fn names(label: &str, query: &str) -> (String, String) {
    let entry = entry(&format!("otpauth://totp/{label}?secret={SEED}{query}"));
    (entry.issuer, entry.account)
}

fn pair(issuer: &str, account: &str) -> (String, String) {
    (issuer.to_owned(), account.to_owned())
}

fn period(entry: &Entry) -> u32 {
    entry.kind.period().unwrap().get()
}

#[test]
fn an_address_as_specified_needs_no_remark() {
    let parsed = parsed(
        "otpauth://totp/Example%20Co:alice@example.com?secret=JBSWY3DPEHPK3PXP&issuer=Example%20Co\
         &algorithm=SHA256&digits=8&period=60",
    );
    let entry = parsed.entry;
    assert_eq!(
        (entry.issuer.as_str(), entry.account.as_str()),
        ("Example Co", "alice@example.com")
    );
    assert_eq!(
        (entry.algorithm, entry.digits.get(), period(&entry)),
        (Algorithm::Sha256, 8, 60)
    );
    assert_eq!(entry.seed.reveal(), b"Hello!\xde\xad\xbe\xef");
    assert_eq!(parsed.remarks, []);
}

#[test]
fn what_is_left_out_has_the_usual_value() {
    let entry = entry("otpauth://totp/a?secret=JBSWY3DPEHPK3PXP");
    assert_eq!(
        (entry.algorithm, entry.digits.get(), period(&entry)),
        (Algorithm::Sha1, 6, 30)
    );
}

#[test]
fn case_of_scheme_host_and_keys_does_not_count() {
    let entry = entry("OTPAuth://ToTP/x?Secret=jbswy3dpehpk3pxp&ISSUER=Bank&Digits=8");
    assert_eq!((entry.issuer.as_str(), entry.digits.get()), ("Bank", 8));
}

#[test]
fn a_label_may_be_missing() {
    for text in [
        "otpauth://totp?secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/?secret=JBSWY3DPEHPK3PXP",
    ] {
        let entry = entry(text);
        assert_eq!((entry.issuer.as_str(), entry.account.as_str()), ("", ""));
    }
}

#[test]
fn a_label_may_hold_anything_unencoded() {
    assert_eq!(
        names("My Bank!:jörg [x]@münchen.de", ""),
        pair("My Bank!", "jörg [x]@münchen.de")
    );
    assert_eq!(
        names("Contoso:me_x.com#EXT#@c.com", ""),
        pair("Contoso", "me_x.com#EXT#@c.com")
    );
    assert_eq!(
        names("a%3Fb%26c", ""),
        pair("", "a?b&c"),
        "decoded after splitting"
    );
    assert_eq!(
        names("X:me+tag@x.org", ""),
        pair("X", "me+tag@x.org"),
        "plus is plus in a path"
    );
    assert_eq!(
        names("100%:50% off", ""),
        pair("100%", "50% off"),
        "a bare percent stays"
    );
}

#[test]
fn plus_is_a_space_in_the_query() {
    assert_eq!(names("x", "&issuer=My+Co"), pair("My Co", "x"));
    assert_eq!(names("x", "&issuer=C%2B%2B"), pair("C++", "x"));
}

#[test]
fn a_label_encoded_twice_is_decoded_twice() {
    let parsed = parsed("otpauth://totp/My%2520Co%253Ame%2540x.org?secret=JBSWY3DPEHPK3PXP");
    assert_eq!(parsed.entry.issuer, "My Co");
    assert_eq!(parsed.entry.account, "me@x.org");
    assert_eq!(parsed.remarks, [Remark::EncodedTwice]);
    assert_eq!(
        names("100%2520%", ""),
        pair("", "100%20%"),
        "not beside a bare percent"
    );
}

#[test]
fn slashes_around_a_label_are_stripped_and_inside_are_kept() {
    assert_eq!(names("/x", ""), pair("", "x"));
    assert_eq!(names("team/x/", ""), pair("", "team/x"));
}

#[test]
fn the_issuer_parameter_wins_and_the_label_keeps_what_it_says() {
    assert_eq!(names("GitHub:me", "&issuer=GitHub"), pair("GitHub", "me"));
    assert_eq!(
        names("github:me", "&issuer=GitHub"),
        pair("GitHub", "me"),
        "case does not count"
    );
    let text = "otpauth://totp/MyOrg:me@x.org?secret=JBSWY3DPEHPK3PXP&issuer=Microsoft";
    let parsed = parsed(text);
    assert_eq!(parsed.entry.issuer, "Microsoft");
    assert_eq!(
        parsed.entry.account, "MyOrg:me@x.org",
        "all that tells two accounts apart"
    );
    assert_eq!(parsed.remarks, [Remark::OtherIssuerInLabel]);
}

#[test]
fn an_empty_prefix_is_no_issuer() {
    assert_eq!(names(":account", ""), pair("", "account"));
    assert_eq!(names(":account", "&issuer=X"), pair("X", "account"));
}

#[test]
fn the_first_colon_separates() {
    assert_eq!(names("Issuer:urn:x:y", ""), pair("Issuer", "urn:x:y"));
    assert_eq!(
        names("Issuer%3A%20%20account", ""),
        pair("Issuer", "account"),
        "and is trimmed"
    );
    assert_eq!(
        names("A%3AB:c", ""),
        pair("A:B", "c"),
        "a literal one before an encoded one"
    );
}

#[test]
fn a_label_turned_around_is_turned_back() {
    assert_eq!(
        names("me%40example.com%2FMeraki", ""),
        pair("Meraki", "me@example.com")
    );
    assert_eq!(
        names("me%40example.com%2FMeraki", "&issuer=M"),
        pair("M", "me@example.com/Meraki")
    );
    assert_eq!(
        names("docs/Meraki", ""),
        pair("", "docs/Meraki"),
        "only behind a mail address"
    );
}

#[test]
fn an_empty_issuer_is_none() {
    assert_eq!(names("x", "&issuer="), pair("", "x"));
    assert_eq!(names("x", "&issuer"), pair("", "x"));
    assert_eq!(names("P:x", "&issuer="), pair("P", "x"));
}

#[test]
fn the_text_null_is_nothing() {
    let text = "otpauth://totp/P:x?secret=JBSWY3DPEHPK3PXP&issuer=null&digits=null&algorithm=null&period=null";
    let parsed = parsed(text);
    assert_eq!(parsed.entry.issuer, "P");
    assert_eq!((parsed.entry.digits.get(), period(&parsed.entry)), (6, 30));
    assert_eq!(parsed.entry.algorithm, Algorithm::Sha1);
    let hotp = entry("otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=null");
    assert!(matches!(hotp.kind, Kind::Hotp { counter: 0 }));
}

#[test]
fn a_period_that_slid_into_the_issuer_is_taken_out() {
    let entry = entry("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=Fooperiod=45");
    assert_eq!((entry.issuer.as_str(), period(&entry)), ("Foo", 45));
    assert_eq!(
        names("x", "&issuer=Fooperiod%3D9&period=30").0,
        "Fooperiod=9"
    );
}

#[test]
fn algorithms_are_known_by_all_their_names() {
    let names = [
        "SHA256",
        "sha256",
        "SHA-256",
        "HmacSHA256",
        "HMAC-SHA-256",
        "SHA_256",
        "Algorithm.sha256",
    ];
    for name in names {
        assert_eq!(name.parse(), Ok(Algorithm::Sha256), "{name}");
    }
    for algorithm in Algorithm::ALL {
        assert_eq!(algorithm.to_string().parse(), Ok(algorithm));
    }
    assert_eq!("HmacMD5".parse(), Ok(Algorithm::Md5));
    assert_eq!("".parse(), Ok(Algorithm::Sha1));
    assert_eq!(
        "SHA3".parse::<Algorithm>(),
        Err(Error::UnsupportedAlgorithm)
    );
    assert_eq!(
        refused("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&algorithm=WHIRLPOOL"),
        Error::UnsupportedAlgorithm,
        "wrong codes are worse than none"
    );
}

#[test]
fn a_key_is_read_through_case_spaces_dashes_and_padding() {
    for key in [
        "jbswy3dpehpk3pxp",
        "JBSW%20Y3DP%20EHPK%203PXP",
        "JBSW+Y3DP+EHPK+3PXP",
        "jbsw-y3dp_ehpk-3pxp",
        "JBSWY3DPEHPK3PXP====",
        "JBSWY3DPEHPK3PXP%3D%3D",
    ] {
        let entry = entry(&format!("otpauth://totp/x?secret={key}"));
        assert_eq!(entry.seed.reveal(), b"Hello!\xde\xad\xbe\xef", "{key}");
    }
}

#[test]
fn a_key_may_have_any_length_and_left_over_bits() {
    for (key, bytes) in [
        ("MY", 1),
        ("MZX", 1),
        ("MZXW6YTBO", 5),
        ("MZXW6YTBOI", 6),
        ("7777777", 4),
    ] {
        assert_eq!(
            Seed::from_base32(key).unwrap().reveal().len(),
            bytes,
            "{key}"
        );
    }
    assert!(
        matches!(Seed::from_base32("A"), Err(Error::EmptySeed)),
        "five bits are no byte"
    );
    assert!(matches!(Seed::from_base32(" -="), Err(Error::EmptySeed)));
}

#[test]
fn a_foreign_character_is_named_by_its_place_and_not_guessed_away() {
    let zero = Seed::from_base32("JBSW Y0DP").unwrap_err();
    assert_eq!(
        zero,
        Error::SeedCharacter {
            position: 7,
            problem: SeedProblem::Digit
        }
    );
    let sign = Seed::from_base32("JB!W").unwrap_err();
    assert_eq!(
        sign,
        Error::SeedCharacter {
            position: 3,
            problem: SeedProblem::Sign
        }
    );
    let letter = Seed::from_base32("ÄB").unwrap_err();
    assert_eq!(
        letter,
        Error::SeedCharacter {
            position: 1,
            problem: SeedProblem::Letter
        }
    );
}

#[test]
fn a_key_in_hexadecimal_is_taken_with_a_remark() {
    let parsed = parsed("otpauth://totp/x?secret=3132333435363738393031323334353637383930");
    assert_eq!(parsed.entry.seed.reveal(), b"12345678901234567890");
    assert_eq!(parsed.remarks, [Remark::HexSeed]);
}

#[test]
fn a_short_key_is_remarked() {
    let parsed = parsed("otpauth://totp/x?secret=MZXW6YTB");
    assert_eq!(parsed.remarks, [Remark::ShortSeed { bytes: 5 }]);
}

#[test]
fn a_missing_counter_is_zero_with_a_remark() {
    let parsed = parsed("otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP");
    assert!(matches!(parsed.entry.kind, Kind::Hotp { counter: 0 }));
    assert_eq!(parsed.remarks, [Remark::CounterAssumed]);
    let given = self::parsed("otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=0");
    assert_eq!(given.remarks, []);
}

#[test]
fn of_period_and_counter_the_one_that_does_not_apply_is_ignored() {
    let hotp = entry("otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=7&period=x");
    assert!(matches!(hotp.kind, Kind::Hotp { counter: 7 }));
    assert_eq!(
        period(&entry(
            "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=60&counter=x"
        )),
        60
    );
}

#[test]
fn zero_digits_and_zero_period_mean_the_usual_ones() {
    let parsed = parsed("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&digits=0&period=0");
    assert_eq!((parsed.entry.digits.get(), period(&parsed.entry)), (6, 30));
    assert_eq!(
        parsed.remarks,
        [Remark::PeriodAssumed, Remark::DigitsAssumed]
    );
}

#[test]
fn numbers_are_read_as_exports_write_them() {
    let floating = entry("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&period=45.0&digits=+8");
    assert_eq!((period(&floating), floating.digits.get()), (45, 8));
    for (query, name) in [
        ("digits=11", "digits"),
        ("digits=six", "digits"),
        ("period=-1", "period"),
        ("period=86401", "period"),
        ("period=1.5", "period"),
    ] {
        let error = refused(&format!("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&{query}"));
        assert!(
            matches!(error, Error::Number { name: n, .. } if n == name),
            "{query}: {error}"
        );
    }
    let counter = refused("otpauth://hotp/x?secret=JBSWY3DPEHPK3PXP&counter=18446744073709551616");
    assert!(matches!(
        counter,
        Error::Number {
            name: "counter",
            ..
        }
    ));
}

#[test]
fn steam_is_known_by_all_its_marks() {
    for text in [
        "otpauth://steam/Steam:me?secret=JBSWY3DPEHPK3PXP&digits=6&period=x",
        "otpauth://totp/Steam:me?secret=JBSWY3DPEHPK3PXP",
        "otpauth://totp/me?secret=JBSWY3DPEHPK3PXP&issuer=STEAM&digits=5",
        "otpauth://totp/Valve:me?secret=JBSWY3DPEHPK3PXP&encoder=steam",
        "otpauth://totp/Valve:me?secret=JBSWY3DPEHPK3PXP&steam",
        "steam://JBSWY3DPEHPK3PXP",
    ] {
        let entry = entry(text);
        assert!(matches!(entry.kind, Kind::Steam), "{text}");
        assert_eq!((entry.digits.get(), period(&entry)), (5, 30));
    }
    let eight = entry("otpauth://totp/Steam:me?secret=JBSWY3DPEHPK3PXP&digits=8");
    assert!(
        matches!(eight.kind, Kind::Totp { .. }),
        "eight digits contradict the issuer"
    );
}

#[test]
fn a_bare_steam_link_may_be_base64_and_is_not_the_game_client_s() {
    let text = "steam://MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=";
    assert_eq!(entry(text).seed.reveal(), b"12345678901234567890");
    assert_eq!(
        refused("steam://run/440"),
        Error::UnsupportedScheme { scheme: "steam" }
    );
}

#[test]
fn motp_keeps_its_key_as_text_and_asks_for_the_pin() {
    let text = "motp://Work:ana?secret=0123456789abcdef";
    assert_eq!(refused(text), Error::PinMissing);
    let pin = Pin::new(Zeroizing::new("1234".to_owned())).unwrap();
    let entry = parse_uri_with_pin(text, Some(pin)).unwrap().entry;
    assert_eq!(
        (entry.issuer.as_str(), entry.account.as_str()),
        ("Work", "ana")
    );
    assert_eq!(entry.seed.reveal(), b"0123456789abcdef");
    assert!(matches!(&entry.kind, Kind::Motp { pin } if pin.reveal() == "1234"));
}

#[test]
fn yandex_takes_its_pin_from_the_address_or_the_person() {
    let with = entry("otpauth://yaotp/me?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4&pin=GEZDGNA");
    assert!(matches!(&with.kind, Kind::Yandex { pin } if pin.reveal() == "1234"));
    assert_eq!((with.issuer.as_str(), with.digits.get()), ("Yandex", 8));
    let without = "otpauth://yaotp/me?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4&pin_length=4";
    assert_eq!(refused(without), Error::PinMissing);
    let short = "otpauth://yaotp/me?secret=JBSWY3DPEHPK3PXP&pin=GEZDGNA";
    assert_eq!(refused(short), Error::SeedLength { bytes: 10 });
}

#[test]
fn bullets_quotes_and_marks_before_an_address_are_dropped() {
    for text in [
        "\u{FEFF}  otpauth://totp/x?secret=JBSWY3DPEHPK3PXP \t",
        "* otpauth://totp/x?secret=JBSWY3DPEHPK3PXP",
        "\"otpauth://totp/x?secret=JBSWY3DPEHPK3PXP\"",
        "<otpauth://totp/x?secret=JBSWY3DPEHPK3PXP>",
    ] {
        assert_eq!(
            entry(text).seed.reveal(),
            b"Hello!\xde\xad\xbe\xef",
            "{text}"
        );
    }
}

#[test]
fn unknown_parameters_are_ignored_and_the_first_value_counts() {
    let entry = entry(
        "otpauth://totp/x?secret=&secret=JBSWY3DPEHPK3PXP&image=https%3A%2F%2Fx&color=ff0000&lock=true\
         &tags=a&tags=b&codeDisplay={\"pinned\":true}&digits=8&digits=6",
    );
    assert_eq!(entry.digits.get(), 8);
}

#[test]
fn marks_that_change_how_a_name_shows_are_removed() {
    let parsed = parsed("otpauth://totp/Ba%00nk:a%E2%80%AEnna%0A?secret=JBSWY3DPEHPK3PXP");
    assert_eq!(
        (parsed.entry.issuer.as_str(), parsed.entry.account.as_str()),
        ("Bank", "anna")
    );
    assert_eq!(parsed.remarks, [Remark::MarksRemoved]);
}

#[test]
fn an_address_has_a_limit_and_its_icon_does_not_count() {
    let long = format!(
        "otpauth://totp/{}?secret=JBSWY3DPEHPK3PXP",
        "x".repeat(4096)
    );
    assert_eq!(refused(&long), Error::TooLong { limit: 4096 });
    let icon = format!(
        "otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&icon={}",
        "x".repeat(9000)
    );
    assert!(parse_uri(&icon).is_ok());
}

#[test]
fn what_is_no_address_says_so() {
    assert_eq!(refused("JBSWY3DPEHPK3PXP"), Error::NotAnAddress);
    assert_eq!(refused(""), Error::NotAnAddress);
    assert_eq!(
        refused("otpauth-migration://offline?data=CjwK"),
        Error::UnsupportedScheme {
            scheme: "otpauth-migration"
        }
    );
    assert_eq!(
        refused("phonefactor://x"),
        Error::UnsupportedScheme {
            scheme: "phonefactor"
        }
    );
    assert_eq!(
        refused("otpauth://push/x?secret=JBSWY3DPEHPK3PXP"),
        Error::UnsupportedKind
    );
    assert_eq!(refused("otpauth://totp/x?issuer=y"), Error::MissingSecret);
    assert_eq!(
        refused("otpauth://totp/x?secret=JBSWY3DP\notpauth://totp/y?secret=JBSWY3DP"),
        Error::ManyLines
    );
}

#[test]
fn no_error_repeats_what_was_given() {
    for text in [
        "otpauth://totp/x?secret=SECRETKEY0",
        "SECRETKEY://x",
        "otpauth://SECRETKEY/x?secret=AA",
        "otpauth://totp/x?secret=JBSWY3DP&algorithm=SECRETKEY",
        "otpauth://totp/x?secret=JBSWY3DP&digits=SECRETKEY",
        "otpauth://yaotp/x?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4&pin=SECRETKEY1",
    ] {
        let error = refused(text);
        let printed = format!("{error} {error:?}");
        assert!(
            !printed.to_ascii_uppercase().contains("SECRETKEY"),
            "{printed}"
        );
    }
}

#[test]
fn a_printed_address_is_what_other_apps_read() {
    let print = |text: &str| print_uri(&entry(text)).to_string();
    assert_eq!(
        print("otpauth://totp/Example Co:alice@example.com?secret=jbswy3dpehpk3pxp"),
        "otpauth://totp/Example%20Co:alice%40example.com?secret=JBSWY3DPEHPK3PXP\
         &issuer=Example%20Co&algorithm=SHA1&digits=6&period=30"
    );
    assert_eq!(
        print("otpauth://hotp/bob?secret=JBSWY3DPEHPK3PXP&counter=7&digits=8"),
        "otpauth://hotp/bob?secret=JBSWY3DPEHPK3PXP&algorithm=SHA1&digits=8&counter=7"
    );
    assert_eq!(
        print("otpauth://totp/Steam:me?secret=JBSWY3DPEHPK3PXP&digits=5"),
        "otpauth://steam/Steam:me?secret=JBSWY3DPEHPK3PXP&issuer=Steam"
    );
    assert_eq!(
        print("otpauth://totp/x?secret=JBSWY3DPEHPK3PXP&issuer=A%3AB"),
        "otpauth://totp/AB:x?secret=JBSWY3DPEHPK3PXP&issuer=A%3AB&algorithm=SHA1&digits=6&period=30"
    );
}
