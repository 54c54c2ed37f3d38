//! A question of a page, as a handler gets it.

use std::{ops::Deref, sync::Arc};

use commands::{Failure, FailureCode};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use specta::{Types, datatype::DataType, function::FunctionArg};

use crate::{core::Core, frames::Page};

/// Who asks, and the core that answers. Every handler takes it first; a page never sends it.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) core: &'a Arc<Core>,
    pub(crate) page: Page,
}

impl Deref for Asked<'_> {
    type Target = Core;

    fn deref(&self) -> &Core {
        self.core
    }
}

impl FunctionArg for Asked<'_> {
    fn to_datatype(_: &mut Types) -> Option<DataType> {
        None
    }
}

/// What a page gave with its question, by the names that the generated bindings use.
pub(crate) struct Given(pub(crate) Map<String, Value>);

impl Given {
    /// What was given under `name`, which is written as in Rust.
    ///
    /// # Errors
    ///
    /// [`FailureCode::BadInput`] when it is missing or of another shape. The bindings give neither.
    pub(crate) fn take<T: DeserializeOwned>(&mut self, name: &str) -> Result<T, Failure> {
        let given = self.0.remove(&camel_case(name)).unwrap_or_default();
        serde_json::from_value(given)
            // What was given may be secret, so the reason is not told.
            .map_err(|_| Failure::new(FailureCode::BadInput, name))
    }
}

fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |mut name, word| {
        let mut letters = word.chars();
        name.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        name + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_given_is_found_by_its_name_in_the_bindings() {
        let mut given = Given(Map::from_iter([("recoveryKey".to_owned(), "AB".into())]));

        assert_eq!(given.take::<String>("recovery_key").unwrap(), "AB");
        assert_eq!(given.take::<Option<String>>("recovery_key").unwrap(), None);
        let failure = given.take::<String>("recovery_key").unwrap_err();
        assert_eq!(failure.code, FailureCode::BadInput);
    }

    #[test]
    fn a_failure_does_not_repeat_what_was_given() {
        let mut given = Given(Map::from_iter([("id".to_owned(), "hunter2".into())]));

        assert!(
            !given
                .take::<u32>("id")
                .unwrap_err()
                .detail
                .contains("hunter2")
        );
    }
}
