//! Reads the catalogues, sees to it that they agree, and writes a function for each sentence.
//!
//! The build script does this before the rest is compiled, so this file knows nothing of the server.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement},
    parser,
};

/// What one language says under one id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// As in `sign-in-title`.
    pub(crate) id: String,
    /// What it needs to know. The function takes it in this order, whatever order it is said in.
    pub(crate) arguments: BTreeSet<String>,
    /// Whether a part of it is strong.
    pub(crate) is_markup: bool,
    /// Its first words, for the documentation of the function.
    pub(crate) text: String,
}

/// The sentences of every catalogue, which is a language and its source; the first one leads. Else
/// everything that is wrong, with the file it is wrong in.
pub(crate) fn agree(catalogues: &[(&str, &str)]) -> Result<Vec<Sentence>, Vec<String>> {
    let mut faults = Vec::new();
    let mut read_all = catalogues
        .iter()
        .map(|(language, source)| (*language, read(language, source, &mut faults)))
        .collect::<Vec<_>>()
        .into_iter();
    let Some((first, leading)) = read_all.next() else {
        return Ok(Vec::new());
    };
    for (language, other) in read_all {
        faults.extend(differences((first, &leading), (language, &other)));
    }
    if faults.is_empty() {
        Ok(leading.into_values().collect())
    } else {
        Err(faults)
    }
}

type Catalogue = BTreeMap<String, Sentence>;

fn differences(one: (&str, &Catalogue), other: (&str, &Catalogue)) -> Vec<String> {
    let ((first, leading), (language, following)) = (one, other);
    let lacks = |language: &str, id: &str| format!("{language}.ftl: {id} is missing");
    let mut faults = Vec::new();
    for (id, sentence) in leading {
        let Some(same) = following.get(id) else {
            faults.push(lacks(language, id));
            continue;
        };
        let (wanted, has) = (&sentence.arguments, &same.arguments);
        if wanted != has {
            faults.push(format!("{language}.ftl: {id} has {has:?}, not {wanted:?}"));
        }
        if sentence.is_markup != same.is_markup {
            faults.push(format!("{language}.ftl: {id} is strong in one language"));
        }
    }
    let more = following.keys().filter(|id| !leading.contains_key(*id));
    faults.extend(more.map(|id| lacks(first, id)));
    faults
}

fn read(language: &str, source: &str, faults: &mut Vec<String>) -> Catalogue {
    let mut sentences = Catalogue::new();
    let resource = match parser::parse(source) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            let line = |at: usize| source.get(..at).map_or(0, |before| before.lines().count());
            faults.extend(errors.iter().map(|error| {
                format!(
                    "{language}.ftl, line {}: {}",
                    line(error.pos.start),
                    error.kind
                )
            }));
            resource
        }
    };
    for entry in &resource.body {
        let Entry::Message(message) = entry else {
            if matches!(entry, Entry::Term(_)) {
                faults.push(format!("{language}.ftl: terms are not used here"));
            }
            continue;
        };
        let id = message.id.name.to_owned();
        let mut sentence = Sentence {
            id: id.clone(),
            ..Sentence::default()
        };
        let mut wrong = |what: String| faults.push(format!("{language}.ftl: {id} {what}"));
        if !message.attributes.is_empty() {
            wrong("has attributes".to_owned());
        }
        match &message.value {
            Some(pattern) => walk(pattern, &mut sentence, &mut wrong),
            None => wrong("says nothing".to_owned()),
        }
        if sentences.insert(id.clone(), sentence).is_some() {
            faults.push(format!("{language}.ftl: {id} is there twice"));
        }
    }
    sentences
}

/// Notes what a pattern needs, and what it may not hold.
fn walk(pattern: &Pattern<&str>, sentence: &mut Sentence, wrong: &mut impl FnMut(String)) {
    let mut open = 0_i32;
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => {
                if sentence.text.len() < 60 {
                    sentence.text.push_str(value);
                }
                let plain = value.replace("<strong>", "").replace("</strong>", "");
                sentence.is_markup |= plain.len() != value.len();
                let count = |what: &str| i32::try_from(value.matches(what).count()).unwrap_or(0);
                open += count("<strong>") - count("</strong>");
                if plain.contains(['<', '>', '&']) {
                    wrong(format!("holds markup other than <strong>: {value}"));
                }
            }
            PatternElement::Placeable { expression } => {
                if sentence.text.len() < 60 {
                    sentence.text.push('…');
                }
                walk_expression(expression, sentence, wrong);
            }
        }
    }
    if open != 0 {
        wrong("does not end what it makes strong".to_owned());
    }
}

fn walk_expression(
    expression: &Expression<&str>,
    sentence: &mut Sentence,
    wrong: &mut impl FnMut(String),
) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, sentence, wrong),
        Expression::Select { selector, variants } => {
            walk_inline(selector, sentence, wrong);
            for variant in variants {
                walk(&variant.value, sentence, wrong);
            }
        }
    }
}

fn walk_inline(
    inline: &InlineExpression<&str>,
    sentence: &mut Sentence,
    wrong: &mut impl FnMut(String),
) {
    match inline {
        InlineExpression::VariableReference { id } => {
            sentence.arguments.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::Placeable { expression } => {
            walk_expression(expression, sentence, wrong);
        }
        InlineExpression::FunctionReference { .. }
        | InlineExpression::MessageReference { .. }
        | InlineExpression::TermReference { .. } => {
            wrong("refers to something other than an argument".to_owned());
        }
    }
}

/// `impl Words` with a function for each sentence.
pub(crate) fn functions(sentences: &[Sentence]) -> String {
    let mut code = String::from(
        "#[allow(clippy::needless_pass_by_value, reason = \"a sentence takes names as they come\")]\n\
         impl Words {\n",
    );
    for sentence in sentences {
        let name = sentence.id.replace('-', "_");
        let (kind, how) = if sentence.is_markup {
            ("Safe<String>", "markup")
        } else {
            ("String", "text")
        };
        let text: Vec<&str> = sentence.text.split_whitespace().collect();
        let (mut takes, mut gives) = (String::new(), String::new());
        for argument in &sentence.arguments {
            let argument = argument.replace('-', "_");
            let _ = write!(takes, ", {argument}: impl Argument");
            let _ = write!(gives, "(\"{argument}\", {argument}.value()), ");
        }
        let _ = write!(
            code,
            "    /// `{}`\n    pub(crate) fn {name}(self{takes}) -> {kind} {{\n        \
             self.{how}(\"{}\", [{gives}])\n    }}\n",
            text.join(" ").replace('`', "'"),
            sentence.id,
        );
    }
    code.push_str("}\n");
    code
}
