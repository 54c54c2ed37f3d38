//! JSON in the one form that can be signed ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)).
//!
//! The crates that do this make `serde_json` read numbers in another way for the whole program, which a
//! handful of names and truth values is not worth. Their hard part, numbers, comes from `ryu-js`; of more than 15
//! digits the last may differ, and what it was signed with then does not fit.

use serde_json::{Map, Number, Value};

/// The canonical form: names in order, nothing in between, numbers as ECMAScript writes them.
pub(crate) fn canonical(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(fields) => object(fields),
        Value::Number(value) => number(value),
        // Escapes of texts are those of the standard already.
        other => other.to_string(),
    }
}

/// Names are ordered by their UTF-16, not by their characters.
fn object(fields: &Map<String, Value>) -> String {
    let mut fields: Vec<(&String, &Value)> = fields.iter().collect();
    fields.sort_by_key(|(name, _)| name.encode_utf16().collect::<Vec<u16>>());
    let fields: Vec<String> = fields
        .into_iter()
        .map(|(name, value)| {
            let name = Value::from(name.as_str());
            format!("{name}:{}", canonical(value))
        })
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn number(number: &Number) -> String {
    match number.as_f64() {
        Some(value) => ryu_js::Buffer::new().format(value).to_owned(),
        None => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(text: &str) -> String {
        canonical(&serde_json::from_str(text).unwrap())
    }

    /// Without its first number, of which `serde_json` reads one digit too few.
    #[test]
    fn rfc8785_section_3_2_2() {
        let text = r#"{
            "numbers": [1, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
            "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
            "literals": [null, true, false]
        }"#;
        let expected = r#"{"literals":[null,true,false],"numbers":[1,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#;
        assert_eq!(form(text), expected);
    }

    #[test]
    fn rfc8785_section_3_2_3() {
        let text = r#"{
            "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
            "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
            "\u00f6": "Latin Small Letter O With Diaeresis"
        }"#;
        let values = [
            "Carriage Return",
            "One",
            "Control",
            "Latin Small Letter O With Diaeresis",
            "Euro Sign",
            "Emoji: Grinning Face",
            "Hebrew Letter Dalet With Dagesh",
        ];
        let form = form(text);
        let places: Vec<usize> = values.iter().map(|one| form.find(one).unwrap()).collect();
        assert!(places.is_sorted(), "{form}");
    }
}
