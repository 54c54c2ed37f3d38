use proptest::prelude::*;

use super::read_recovery_codes;

fn codes(text: &str) -> Vec<String> {
    let pasted = read_recovery_codes(text);
    let codes = pasted.codes.iter();
    codes.map(|code| code.text.reveal().to_owned()).collect()
}

fn used(text: &str) -> Vec<bool> {
    read_recovery_codes(text)
        .codes
        .iter()
        .map(|code| code.used)
        .collect()
}

fn dropped(text: &str) -> Vec<String> {
    let pasted = read_recovery_codes(text);
    pasted.dropped.iter().map(|line| line.to_string()).collect()
}

#[test]
fn github_s_file_and_page() {
    let file = "1a2b3-c4d5e\n2b3c4-d5e6f\n3c4d5-e6f7a\n4d5e6-f7a8b\nabcde-fabcd\n12345-67890\n";
    assert_eq!(codes(file), file.lines().collect::<Vec<_>>());
    let page = "Recovery codes\nKeep your recovery codes as safe as your password. We recommend saving \
        them with a password manager such as 1Password, Authy, or Keeper.\n\n\
        \u{2022} 1a2b3-c4d5e\n\u{2022} 2b3c4-d5e6f\n\u{2022} abcde-fabcd\n\u{2022} 4d5e6-f7a8b\n\
        Download\nPrint\nCopy\n";
    assert_eq!(
        codes(page),
        ["1a2b3-c4d5e", "2b3c4-d5e6f", "abcde-fabcd", "4d5e6-f7a8b"]
    );
    assert_eq!(dropped(page).len(), 5);
    let columns = "1a2b3-c4d5e 2b3c4-d5e6f\n3c4d5-e6f7a 4d5e6-f7a8b";
    assert_eq!(
        codes(columns),
        ["1a2b3-c4d5e", "2b3c4-d5e6f", "3c4d5-e6f7a", "4d5e6-f7a8b"]
    );
}

#[test]
fn google_s_file_with_two_numbered_columns() {
    let file = "SAVE YOUR BACKUP CODES\nKeep these backup codes somewhere safe but accessible.\n\n\
        1. 1234 5678\t\t6. 6234 5678\n2. 2234 5678\t\t7. 7234 5678\n3. 3234 5678\t\t8. 8234 5678\n\
        4. 4234 5678\t\t9. 9234 5678\n5. 5234 5678\t\t10. 0234 5678\n\n(ana@example.org)\n\n\
        * You can only use each backup code once.\n* Need more? Visit https://g.co/2sv\n\
        * These codes were generated on: Nov 21, 2026.\n";
    let found = codes(file);
    assert_eq!(found.len(), 10, "{found:?}");
    assert_eq!(
        found[..4],
        ["1234 5678", "6234 5678", "2234 5678", "7234 5678"]
    );
    assert_eq!(dropped(file).len(), 6);
    for gap in [" ", "  ", "      ", " | ", "; ", ", "] {
        assert_eq!(
            codes(&file.replace("\t\t", gap)),
            found,
            "columns parted by {gap:?}"
        );
    }
    assert_eq!(
        codes(&file.replace("\t\t", "\u{A0}\u{A0}").replace('\n', "\r\n")),
        found
    );
}

#[test]
fn google_s_page_with_boxes_and_used_marks() {
    let page = "\u{2610} 1234 5678    \u{2611} 2234 5678\n\u{2610} 3234 5678    \u{2610} 4234 5678";
    assert_eq!(
        codes(page),
        ["1234 5678", "2234 5678", "3234 5678", "4234 5678"]
    );
    assert_eq!(used(page), [false, true, false, false]);
    let plain = "[ ] 1234 5678 [x] 2234 5678\n[X] 3234 5678 [ ] 4234 5678";
    assert_eq!(codes(plain), codes(page));
    assert_eq!(used(plain), [false, true, true, false]);
}

#[test]
fn microsoft_s_single_code_in_a_sentence() {
    let code = "ABCDE-FGHIJ-KLMNO-PQRST-UVWXY";
    for text in [
        format!("Your recovery code is {code}."),
        format!("Your new code: {code}"),
        format!("Print or write down your code, and keep it in a safe place.\n\n{code}\n"),
        format!("\u{201C}{code}\u{201D}"),
    ] {
        assert_eq!(codes(&text), [code], "{text}");
    }
}

#[test]
fn discord_s_file_with_bullets_and_used_codes() {
    let file = "These are your Discord backup codes. Keep them secret and safe!\n\n\
        * abcd-ef12\n* gh34-ijkl\n* mnop-qrst (used)\n* 5uvw-xyz6\n* 7abc-8def - used on 2026-03-04\n";
    assert_eq!(
        codes(file),
        [
            "abcd-ef12",
            "gh34-ijkl",
            "mnop-qrst",
            "5uvw-xyz6",
            "7abc-8def"
        ]
    );
    assert_eq!(used(file), [false, false, true, false, true]);
    let struck = "~~abcd-ef12~~\ngh34-ijkl\nm\u{336}n\u{336}o\u{336}p\u{336}-\u{336}q\u{336}r\u{336}s\u{336}t\u{336}\n";
    assert_eq!(codes(struck), ["abcd-ef12", "gh34-ijkl", "mnop-qrst"]);
    assert_eq!(used(struck), [true, false, true]);
}

#[test]
fn proton_s_list_and_phrase() {
    let file = "Proton recovery codes\nana@proton.me\n\na1b2c3d4\nb2c3d4e5\nc3d4e5f6\nd4e5f6a7\nabcdefab\n98765432\n";
    let found = [
        "a1b2c3d4", "b2c3d4e5", "c3d4e5f6", "d4e5f6a7", "abcdefab", "98765432",
    ];
    assert_eq!(codes(file), found);
    let phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";
    assert_eq!(codes(phrase), [phrase]);
    assert_eq!(codes(&format!("Your recovery phrase:\n{phrase}")), [phrase]);
}

#[test]
fn aws_and_others_with_commas_and_quotes() {
    assert_eq!(
        codes("a1b2c3d4e5,f6g7h8i9j0;k1l2m3n4o5"),
        ["a1b2c3d4e5", "f6g7h8i9j0", "k1l2m3n4o5"]
    );
    let json = "[\"a1b2-c3d4\", \"e5f6-g7h8\",\n \"i9j0-k1l2\"]";
    assert_eq!(codes(json), ["a1b2-c3d4", "e5f6-g7h8", "i9j0-k1l2"]);
    let table = "Code,Status\nA1B2C3D4,unused\nE5F6G7H8,used\nI9J0K1L2,Unused\n";
    assert_eq!(codes(table), ["A1B2C3D4", "E5F6G7H8", "I9J0K1L2"]);
    assert_eq!(used(table), [false, true, false]);
}

#[test]
fn every_way_of_counting_lines() {
    for number in [
        "1.",
        "1)",
        "(1)",
        "01:",
        "#1",
        "1 -",
        "1",
        "Code 1:",
        "1.)",
        "1:",
        "- ",
        "+ ",
        "\u{2013} ",
    ] {
        let lines: Vec<_> = ["2345 6789", "3456 7890", "4567 8901"]
            .iter()
            .enumerate()
            .map(|(at, code)| format!("{} {code}", number.replace('1', &(at + 1).to_string())))
            .collect();
        assert_eq!(
            codes(&lines.join("\n")),
            ["2345 6789", "3456 7890", "4567 8901"],
            "{lines:?}"
        );
    }
    assert_eq!(
        codes("1.ABCD-2345\n2.EFGH-6789"),
        ["ABCD-2345", "EFGH-6789"]
    );
}

#[test]
fn spaces_and_dashes_inside_a_code_stay() {
    for code in [
        "1234 5678",
        "123 456",
        "1234-5678",
        "abcd 1efg hi2j klmn opqr st3u vwxy z456",
        "A3-ABCDEF-GH2JKL-MNPQR-STUVW-XYZ23-45678",
        "ABCD-1234-EFGH-5678-JKLM-9012-NP",
        "1234567890123456",
        "h7k2m9p4q1r8",
        "Zx81kQ0bTr2m",
        "a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f90",
        "kJ8+a/9dQ2mZxw==",
    ] {
        assert_eq!(codes(code), [code]);
        assert_eq!(codes(&format!("  {code}\t\n\n")), [code]);
    }
    assert_eq!(
        codes("1234\u{2011}5678\n2345\u{2013}6789"),
        ["1234-5678", "2345-6789"]
    );
}

#[test]
fn several_codes_in_a_row_are_parted_when_the_others_tell_their_length() {
    let text = "1234 5678\n2345 6789\n3456 7890\n4567 8901\n5678 9012\n6789 0123 7890 1234\n";
    assert_eq!(codes(text)[5..], ["6789 0123", "7890 1234"]);
    assert_eq!(
        codes("12345678 23456789 34567890"),
        ["12345678", "23456789", "34567890"]
    );
}

#[test]
fn short_codes_and_plain_letters_count_when_several_agree() {
    assert_eq!(codes("1234\n2345\n3456"), ["1234", "2345", "3456"]);
    assert_eq!(
        codes("qwhzxk\nplmokn\nijbuhv"),
        ["qwhzxk", "plmokn", "ijbuhv"]
    );
    assert_eq!(codes("qwhzxkpl"), ["qwhzxkpl"], "alone");
    assert!(codes("Backup codes\nfor my account at Example").is_empty());
}

#[test]
fn advice_dates_addresses_and_names_are_no_codes() {
    for text in [
        "",
        "   \n\t\n",
        "Save these codes somewhere safe.",
        "Generated: 2026-11-21 10:30",
        "2026-11-21",
        "https://example.org/recovery/a1b2c3d4e5f6",
        "ana@example.org",
        "Account: ana@example.org",
        "two-factor authentication",
        "Keep them safe",
        "Page 1 of 2",
    ] {
        assert_eq!(codes(text), [""; 0], "{text}");
    }
    let text = "GitHub\nana1985\n12345-abcde\n23456-bcdef\n34567-cdefa\n45678-defab\n56789-efabc\n21.11.2026\n";
    assert_eq!(codes(text).len(), 5);
    assert_eq!(dropped(text), ["GitHub", "ana1985", "21.11.2026"]);
}

#[test]
fn a_code_that_stands_twice_is_found_once_and_a_mark_may_follow_on_its_own_line() {
    assert_eq!(
        codes("a1b2c3d4\nb2c3d4e5\na1b2c3d4"),
        ["a1b2c3d4", "b2c3d4e5"]
    );
    let lines = "1234 5678\nAlready used\n2345 6789\n3456 7890\nNot used\n";
    assert_eq!(used(lines), [true, false, false]);
    assert_eq!(used("1234 5678 \u{2713}\n2345 6789\n"), [true, false]);
    assert_eq!(used("used: 1234 5678\nunused: 2345 6789"), [true, false]);
}

#[test]
fn what_looks_like_a_code_of_another_length_is_told_although_its_line_holds_a_code() {
    let text = "1a2b3-c4d5e\n2b3c4-d5e6f\n3c4d5-e6f7a\n4d5e6-f7a8b\n5e6f7-a8b9c\n\
        6f7a8-b9c0d\t1a2b-3c4d\n";
    assert_eq!(codes(text).len(), 6);
    assert_eq!(dropped(text), ["1a2b-3c4d"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_paste_is_answered(text in "\\PC{0,200}", noise in "[-0-9a-f \\[\\]x.()*\u{2611}\u{2610}~:,\n\t]{0,200}") {
        for text in [text.as_str(), noise.as_str(), &format!("{text}\n{noise}")] {
            let pasted = read_recovery_codes(text);
            for code in &pasted.codes {
                prop_assert_eq!(code.text.reveal().trim(), code.text.reveal());
            }
        }
    }

    #[test]
    fn codes_of_one_shape_are_all_found(
        codes_in in prop::collection::hash_set("[0-9][a-z0-9]{3}-[a-z0-9]{4}", 1..20),
        gap in prop::sample::select(vec!["\n", "\r\n", ", ", ";", "\t", "   ", "\n* ", "\n\u{2022} ", " | "]),
    ) {
        let codes_in: Vec<_> = codes_in.into_iter().collect();
        prop_assert_eq!(codes(&codes_in.join(gap)), codes_in);
    }
}
