//! Every room stands on a floor, and dependencies only point down (`STYLE.md`, rooms and floors).
//!
//! ```text
//! 4 journeys  3 doors  2 hall  1 rooms  0 ground
//! ```
//!
//! Test dependencies are held to the same rule: a room that needs its neighbour to test itself is
//! half of two rooms.

#![allow(clippy::expect_used)] // Without a workspace there is nothing to judge.

use std::collections::BTreeMap;

use cargo_metadata::{Metadata, MetadataCommand};

/// The floor of a package of ours, or nothing when the house has no place for it yet.
fn floor(package: &str) -> Option<u8> {
    Some(match package {
        "journeys" => 4,
        "countersign-app" | "cli" | "server" => 3,
        "commands" => 2,
        "vault" | "transfer" | "accounts" | "providers" | "ledger" | "authority" => 1,
        "otp" | "keychain" | "protocol" | "hardening" => 0,
        _ => return None,
    })
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .no_deps()
        .exec()
        .expect("cargo describes the workspace")
}

/// Our packages, each with those of ours it depends on, in builds or in tests.
fn arrows(metadata: &Metadata) -> BTreeMap<String, Vec<String>> {
    let ours = metadata.workspace_packages();
    let is_ours = |name: &str| ours.iter().any(|package| package.name.as_str() == name);
    ours.iter()
        .map(|package| {
            let needs = package.dependencies.iter().map(|need| need.name.clone());
            (
                package.name.to_string(),
                needs.filter(|name| is_ours(name)).collect(),
            )
        })
        .collect()
}

/// What is wrong with these arrows, a sentence each.
fn complaints(arrows: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for (from, needs) in arrows {
        let Some(upper) = floor(from) else {
            found.push(format!(
                "{from} has no floor: give it one in tests/floors.rs"
            ));
            continue;
        };
        for to in needs {
            if floor(to).is_none_or(|lower| lower >= upper) {
                found.push(format!("{from} (floor {upper}) must not depend on {to}"));
            }
        }
    }
    found
}

#[test]
fn arrows_only_go_down_and_never_sideways() {
    let found = complaints(&arrows(&metadata()));

    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn an_arrow_up_or_sideways_and_a_room_without_a_floor_are_noticed() {
    let arrows = [
        ("otp", "vault"),
        ("vault", "ledger"),
        ("cellar", "otp"),
        ("vault", "otp"),
    ];
    let arrows = arrows.into_iter().fold(
        BTreeMap::new(),
        |mut all: BTreeMap<_, Vec<_>>, (from, to)| {
            all.entry(from.to_owned()).or_default().push(to.to_owned());
            all
        },
    );

    assert_eq!(
        complaints(&arrows),
        [
            "cellar has no floor: give it one in tests/floors.rs",
            "otp (floor 0) must not depend on vault",
            "vault (floor 1) must not depend on ledger",
        ]
    );
}
