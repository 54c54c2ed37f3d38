use std::{collections::BTreeSet, fs};

use authority::permission::Action;

use super::*;

#[allow(
    clippy::disallowed_methods,
    reason = "a file that lives as long as the test"
)]
fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

fn own(text: &str) -> Result<Policies, Error> {
    let mut sources = shipped();
    sources.push(Source {
        name: "own.cedar".to_owned(),
        text: text.to_owned(),
        shipped: false,
    });
    compile(&sources)
}

fn problems(text: &str) -> String {
    own(text).unwrap_err().to_string()
}

#[test]
fn the_shipped_rules_fit_the_schema() {
    let policies = load(None).unwrap();
    assert_eq!(policies.check(), []);
    assert!(policies.count() >= 10);
    assert_eq!(policies.named_roles(), &BTreeSet::new());
}

#[test]
fn the_schema_has_every_action_and_no_other() {
    let groups = [
        "own",
        "administration",
        "changing",
        "sensitive",
        "delegation",
        "in-person",
    ];
    let mut named = BTreeSet::new();
    let mut rest = SCHEMA;
    while let Some((_, behind)) = rest.split_once("\naction ") {
        let declaration = behind.split(" in [").next().unwrap();
        let declaration = declaration.split(';').next().unwrap();
        named.extend(declaration.split('"').skip(1).step_by(2).map(str::to_owned));
        rest = behind;
    }
    let all: BTreeSet<String> = Action::ALL
        .iter()
        .map(|action| action.name().to_owned())
        .chain(groups.map(str::to_owned))
        .collect();
    assert_eq!(named, all);
}

#[test]
fn own_rules_stand_beside_the_shipped_ones() {
    let policies = own(
        "@id(\"night-watch\") permit (principal in Role::\"night-watch\", \
         action == Action::\"users.read\", resource) when { context.hour >= 22 };",
    )
    .unwrap();
    assert_eq!(
        policies.named_roles(),
        &BTreeSet::from(["night-watch".to_owned()])
    );
}

#[test]
fn what_is_wrong_with_own_rules_is_said() {
    for (text, said) in [
        ("permit (", "own.cedar: "),
        (
            "permit (principal, action, resource);",
            "a rule without a name",
        ),
        (
            "@id(\"scope\") permit (principal, action, resource);",
            "second rule called scope",
        ),
        (
            "@id(\"x\") permit (principal, action == Action::\"users.raed\", resource);",
            "users.raed",
        ),
        (
            "@id(\"x\") permit (principal, action, resource) when { context.colour == \"red\" };",
            "colour",
        ),
        (
            "@id(\"x\") permit (principal, action, resource) when { context.hour == \"noon\" };",
            "own.cedar: ",
        ),
        (
            "@id(\"x\") permit (principal == ?principal, action, resource);",
            "template",
        ),
    ] {
        let found = problems(text);
        assert!(found.contains(said), "{text}: {found}");
    }
}

#[test]
fn a_directory_gives_every_cedar_file_in_the_order_of_names() {
    let directory = tempfile::tempdir().unwrap();
    for (name, rule) in [
        ("b.cedar", "two"),
        ("a.cedar", "one"),
        ("notes.txt", "three"),
    ] {
        let text =
            format!("@id(\"{rule}\") forbid (principal, action, resource) when {{ false }};");
        write(&directory.path().join(name), &text);
    }
    let names: Vec<String> = sources(Some(directory.path()))
        .unwrap()
        .into_iter()
        .filter(|source| !source.shipped)
        .map(|source| source.name)
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names[0].ends_with("a.cedar") && names[1].ends_with("b.cedar"));
    assert!(load(Some(directory.path())).is_ok());
}

#[test]
fn rules_that_are_not_there_are_an_error() {
    let error = load(Some(Path::new("/nowhere/at/all.cedar"))).unwrap_err();
    assert!(matches!(error, Error::Unreadable { .. }));
}
