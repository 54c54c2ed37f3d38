//! What core and window say to each other: one line of JSON a message.
//!
//! They speak over one socket, which the window inherits and hands on to nobody: neither to the
//! processes that pages are in nor to anything else it starts. Neither program lets others of the same
//! user look into it. Who asks for what, and the shape of what is given, is checked by the core.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, value::RawValue};

/// A page, and the window around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Page {
    /// The window with everything.
    Main,
    /// The small one that copies a code and goes.
    Quick,
}

impl Page {
    /// The label of its window.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Quick => "quick",
        }
    }

    /// The page in the window called `label`.
    #[must_use]
    pub fn of(label: &str) -> Option<Self> {
        [Self::Main, Self::Quick]
            .into_iter()
            .find(|page| page.label() == label)
    }
}

/// Light, dark, or as the desktop says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Ground {
    /// As the desktop says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What the core says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ToWindow {
    /// Show this page in front of everything, in a new window if it has none.
    Show {
        /// Which.
        page: Page,
        /// What is seen until the page is drawn.
        ground: Ground,
    },
    /// A question was answered.
    Answer {
        /// The number of the question.
        question: u64,
        /// Whether it was carried out; else `body` is a failure.
        well: bool,
        /// The view, or the failure.
        body: Box<RawValue>,
    },
    /// Something happened that pages listen for.
    Event {
        /// As in `vault-locked`.
        name: String,
        /// What is told about it.
        payload: Value,
    },
    /// The vault was locked: end every web process and begin the page anew.
    Renew(Ground),
    /// Begin this page anew, if it is shown.
    Begin(Page),
    /// Close the window of this page.
    Close(Page),
    /// Let the system ask how to print this page.
    Print(Page),
    /// Close everything.
    End,
}

/// What the window says.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FromWindow {
    /// The page is on the screen.
    Shown(Page),
    /// A page asks.
    Ask {
        /// Chosen by the window; the answer carries it.
        question: u64,
        /// Who asks.
        page: Page,
        /// As in `unlock_vault`.
        name: String,
        /// What is given with it, by name.
        given: Map<String, Value>,
    },
    /// Files were dropped on the window.
    Dropped(Vec<PathBuf>),
}

/// The message as one line.
#[must_use]
pub fn line(message: &impl Serialize) -> String {
    // Neither type holds anything that JSON has no words for.
    let mut line = serde_json::to_string(message).unwrap_or_default();
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_travels_in_one_line_as_it_is() {
        let body =
            RawValue::from_string(r#"{"note":"two\nlines","big":123456789012345678}"#.into());
        let said = line(&ToWindow::Answer {
            question: 7,
            well: true,
            body: body.unwrap(),
        });
        assert_eq!(said.matches('\n').count(), 1);

        let ToWindow::Answer {
            question,
            well,
            body,
        } = serde_json::from_str(&said).unwrap()
        else {
            panic!("another message arrived");
        };
        assert_eq!((question, well), (7, true));
        assert_eq!(
            body.get(),
            r#"{"note":"two\nlines","big":123456789012345678}"#
        );
    }

    #[test]
    fn a_page_is_known_by_the_label_of_its_window() {
        assert_eq!(Page::of("quick"), Some(Page::Quick));
        assert_eq!(Page::of("elsewhere"), None);
    }
}
