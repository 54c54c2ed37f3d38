//! The questions that pages ask and the events they hear, as TypeScript.

use std::{collections::BTreeMap, marker::PhantomData, path::Path, sync::Arc};

use countersign_app::events::{self, Event as _};
use specta::{Type, Types, datatype::DataType};
use specta_typescript::Typescript;
use tauri::Wry;
use tauri_specta::{
    Builder, CollectedCommands, Commands, ErrorHandlingMode, Event, collect_events,
};

const HEADER: &str = "// Generated from src-tauri/src/questions.rs by `cargo run -p countersign-app --example bindings`. Do not edit.\n// @ts-nocheck\n/* eslint-disable */";

/// An event of the core, which knows no Tauri.
struct Told<T>(PhantomData<T>);

impl<T: Type> Type for Told<T> {
    fn definition(types: &mut Types) -> DataType {
        T::definition(types)
    }
}

macro_rules! told {
    ($($event:ident),*) => {
        $(impl Event for Told<events::$event> {
            const NAME: &'static str = events::$event::NAME;
        })*

        fn all_events() -> tauri_specta::Events {
            collect_events![$(Told::<events::$event>),*]
        }
    };
}

told!(
    VaultLocked,
    AccountsChanged,
    ApprovalsChanged,
    ApprovalsShown,
    EntriesChanged,
    QrDropped,
    QuickPickShown
);

fn all_commands() -> Commands<Wry> {
    Commands(
        // Nothing is called here.
        Arc::new(|_| false),
        Arc::new(|types: &mut Types| CollectedCommands {
            functions: countersign_app::functions(types),
            accessor_names: BTreeMap::new(),
        }),
    )
}

/// Writes the bindings to `path`.
///
/// # Errors
///
/// What the exporter says when the file cannot be written.
pub(crate) fn write_to(path: &Path) -> Result<(), specta_typescript::Error> {
    Builder::<Wry>::new()
        // Times in milliseconds and HOTP counters stay far below 2^53.
        .dangerously_cast_bigints_to_number()
        // What goes in and what comes out have one shape.
        .disable_serde_phases()
        .error_handling(ErrorHandlingMode::Throw)
        .commands(all_commands())
        .events(all_events())
        .export(Typescript::default().header(HEADER), path)
}
