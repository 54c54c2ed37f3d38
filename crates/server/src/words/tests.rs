use std::{fs, path::Path};

use authority::Moment;

use super::{Language, Words, catalogue};

const ENGLISH: Words = Words(Language::English);
const GERMAN: Words = Words(Language::German);

fn sources() -> Vec<(&'static str, &'static str)> {
    let source = |language: Language| (language.tag(), language.source());
    Language::ALL.map(source).into()
}

/// Every text below `path`.
fn texts(path: &Path, into: &mut String) {
    for entry in fs::read_dir(path).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, into);
        } else if let Ok(text) = fs::read_to_string(&path) {
            into.push_str(&text);
        }
    }
}

#[test]
fn every_language_says_every_sentence_and_each_is_said_somewhere() {
    let sentences = catalogue::agree(&sources()).unwrap();
    assert!(sentences.len() > 100);
    let mut said = String::new();
    for below in ["src", "templates"] {
        texts(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(below),
            &mut said,
        );
    }
    for sentence in &sentences {
        let call = format!(".{}(", sentence.id.replace('-', "_"));
        assert!(said.contains(&call), "nobody says {}", sentence.id);
    }
    let code = catalogue::functions(&sentences);
    assert!(code.contains("pub(crate) fn sign_in(self) -> String"));
    assert!(code.contains("fn signing_in_to(self, server: impl Argument) -> Safe<String>"));
}

#[test]
fn catalogues_that_do_not_agree_are_refused() {
    let english = "one = One\ntwo = Two { $things }\n";
    for (german, fault) in [
        ("one = Eins\n", "de.ftl: two is missing"),
        (
            "one = Eins\ntwo = Zwei { $things }\nthree = Drei\n",
            "en.ftl: three is missing",
        ),
        (
            "one = Eins\ntwo = Zwei { $dinge }\n",
            "de.ftl: two has {\"dinge\"}",
        ),
        (
            "one = <strong>Eins</strong>\ntwo = Zwei { $things }\n",
            "de.ftl: one is strong",
        ),
        (
            "one = <em>Eins</em>\ntwo = Zwei { $things }\n",
            "de.ftl: one holds markup",
        ),
        (
            "one = <strong>Eins\ntwo = Zwei { $things }\n",
            "de.ftl: one does not end",
        ),
        (
            "one = Eins\none = Eins\ntwo = Zwei { $things }\n",
            "de.ftl: one is there twice",
        ),
        ("one = Eins\ntwo = Zwei { $things\n", "de.ftl, line"),
        (
            "one = { two }\ntwo = Zwei { $things }\n",
            "de.ftl: one refers",
        ),
    ] {
        let faults = catalogue::agree(&[("en", english), ("de", german)]).unwrap_err();
        assert!(
            faults.iter().any(|one| one.starts_with(fault)),
            "{german}: {faults:?}"
        );
    }
    let german = "two = Zwei { $things }\none = Eins\n";
    assert!(catalogue::agree(&[("en", english), ("de", german)]).is_ok());
}

#[test]
fn numbers_choose_their_form_and_are_written_as_the_language_does() {
    assert_eq!(ENGLISH.ago_minutes(1_u64), "1 minute ago");
    assert_eq!(ENGLISH.ago_minutes(5_u64), "5 minutes ago");
    assert_eq!(GERMAN.ago_days(1_u64), "vor 1 Tag");
    assert_eq!(GERMAN.ago_days(3_u64), "vor 3 Tagen");
    assert_eq!(
        ENGLISH.recovery_left(0_usize),
        "You have 0 recovery codes left."
    );
    assert!(GERMAN.recovery_few(0_usize).starts_with("Sie haben keine "));
    assert!(ENGLISH.weak_long(1024_usize).contains("1,024"));
    assert!(GERMAN.weak_long(1024_usize).contains("1.024"));
}

#[test]
fn moments_are_written_as_the_language_does() {
    let at = Moment::from_unix(1_800_000_000);
    assert_eq!(ENGLISH.moment(at), "15 January 2027 at 08:00 UTC");
    assert_eq!(GERMAN.moment(at), "15. Januar 2027 um 08:00 UTC");
    assert_eq!(ENGLISH.day(at), "15 January 2027");
    assert_eq!(GERMAN.day(at), "15. Januar 2027");
    assert_eq!(
        GERMAN.day(Moment::from_unix(i64::MAX)),
        "an einem unbekannten Tag"
    );
}

#[test]
fn an_argument_becomes_no_markup_and_turns_nothing_around() {
    let name = "<b>Ana</b> & \"co\"";
    assert_eq!(
        GERMAN.signed_in_as(name).0,
        "Sie sind als <strong>&#60;b&#62;Ana&#60;/b&#62; &#38; &#34;co&#34;</strong> angemeldet."
    );
    assert_eq!(
        ENGLISH.end_session(name),
        format!("End {name}"),
        "escaped by the page"
    );
    assert_eq!(ENGLISH.end_session("a\u{202e}b\u{2069}"), "End ab");
    assert_eq!(ENGLISH.end_session("שלום"), "End \u{2068}שלום\u{2069}");
    assert_eq!(ENGLISH.end_session("Jörg"), "End Jörg");
    assert_eq!(ENGLISH.end_session("{ $x }"), "End { $x }");
}

#[tokio::test]
async fn where_nobody_asked_for_a_language_it_is_english() {
    assert_eq!(super::here(), ENGLISH);
    let there = async { super::here() };
    assert_eq!(super::speaking(Language::German, there).await, GERMAN);
}
