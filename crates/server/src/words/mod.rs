//! What the server says to people, in their language: one catalogue per language in `locales/`, and
//! a function here for each sentence.
//!
//! ```text
//! locales/{en,de}.ftl ──build script──▶ Words::sign_in_title(), Words::signing_in_to(server), …
//! request ──Heard──▶ Language, for as long as the request lasts ──here()──▶ Words
//! ```
//!
//! The build script refuses catalogues that do not say the same things, so a language cannot lack a
//! sentence, and a sentence that nobody says is dead code. Project Fluent chooses the form that fits a
//! number and ICU4X writes dates and numbers as the language does.
//!
//! Arguments are text: in a sentence that holds `<strong>` they are escaped here, and every other
//! sentence is escaped as a whole by the page. Nothing that somebody chose as a name can become markup
//! or turn the words around it.

mod argument;
#[cfg(test)]
mod catalogue;
mod formats;
mod heard;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use askama::filters::{Escaper as _, Html, Safe};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

pub(crate) use argument::Argument;
use argument::without_turns;
pub(crate) use heard::{Heard, UiLocales};

/// A language of the pages and mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Language {
    /// English, which everybody gets who asks for none that we have.
    #[default]
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
}

impl Language {
    /// Every language.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag ([BCP 47](https://www.rfc-editor.org/info/bcp47)).
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// Its name in itself.
    const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    const fn source(self) -> &'static str {
        match self {
            Self::English => include_str!("../../locales/en.ftl"),
            Self::German => include_str!("../../locales/de.ftl"),
        }
    }
}

/// The language of the request under way, and where it can be asked for in another one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Spoken {
    language: Language,
    choices: Vec<Choice>,
}

/// A link to the same page in a language.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    pub(crate) tag: &'static str,
    pub(crate) name: &'static str,
    pub(crate) link: String,
    pub(crate) is_current: bool,
}

tokio::task_local! {
    static SPOKEN: Spoken;
}

/// The words for whoever is being answered: English where nobody asked.
pub(crate) fn here() -> Words {
    Words(
        SPOKEN
            .try_with(|spoken| spoken.language)
            .unwrap_or_default(),
    )
}

/// Lets `future` say everything in `language`.
pub(crate) async fn speaking<F: Future>(language: Language, future: F) -> F::Output {
    let choices = Vec::new();
    SPOKEN.scope(Spoken { language, choices }, future).await
}

/// The sentences in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Words(pub(crate) Language);

impl Words {
    /// The tag for `lang` in the page.
    pub(crate) fn tag(self) -> &'static str {
        self.0.tag()
    }

    /// The language.
    pub(crate) fn language(self) -> Language {
        self.0
    }

    /// Links to this page in every language; none where the page cannot be asked for again.
    pub(crate) fn choices(self) -> Vec<Choice> {
        SPOKEN
            .try_with(|spoken| spoken.choices.clone())
            .unwrap_or_default()
    }

    fn text<const N: usize>(self, id: &str, given: [(&'static str, FluentValue<'_>); N]) -> String {
        self.say(id, given, without_turns)
    }

    fn markup<const N: usize>(
        self,
        id: &str,
        given: [(&'static str, FluentValue<'_>); N],
    ) -> Safe<String> {
        Safe(self.say(id, given, |text| escaped(&without_turns(text))))
    }

    fn say<const N: usize>(
        self,
        id: &str,
        given: [(&'static str, FluentValue<'_>); N],
        careful: impl Fn(&str) -> String,
    ) -> String {
        let mut arguments = FluentArgs::with_capacity(N);
        for (name, value) in given {
            let value = match value {
                FluentValue::String(text) => FluentValue::from(careful(&text)),
                other => other,
            };
            arguments.set(name, value);
        }
        let bundle = bundle(self.0);
        let pattern = bundle.get_message(id).and_then(|message| message.value());
        let Some(pattern) = pattern else {
            // The build script has read the same file.
            return id.to_owned();
        };
        bundle
            .format_pattern(pattern, Some(&arguments), &mut Vec::new())
            .into_owned()
    }
}

include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    match Html.write_escaped_str(&mut safe, text) {
        Ok(()) => safe,
        Err(_) => String::new(),
    }
}

type Bundle = FluentBundle<FluentResource>;

static ENGLISH: LazyLock<Bundle> = LazyLock::new(|| read(Language::English));
static GERMAN: LazyLock<Bundle> = LazyLock::new(|| read(Language::German));

fn bundle(language: Language) -> &'static Bundle {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
    }
}

fn read(language: Language) -> Bundle {
    let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![locale]);
    // Only what reads from right to left is set apart: see `argument`.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match language {
        Language::English => formats::english,
        Language::German => formats::german,
    }));
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(language.source().to_owned());
    if bundle.add_resource(resource).is_err() {
        tracing::error!(language = language.tag(), "a sentence is there twice");
    }
    bundle
}
