//! What a server takes besides the old answers, said in each question under a signature of its own.

use serde_json::{Map, Value, json};

use super::{WhyDeclined, canonical::canonical, key::ServerKey};

/// What a server takes. What is not known here takes part in the signature and in nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Capabilities(Map<String, Value>);

/// Somebody else said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Forged;

impl Capabilities {
    /// What `said` says, a JSON object as text, where the key signed its canonical form
    /// ([RFC 8785](https://www.rfc-editor.org/rfc/rfc8785)) together with the nonce. What is no such
    /// object says nothing.
    pub(crate) fn read(
        said: Option<&Value>,
        signature: Option<&str>,
        nonce: &str,
        key: &ServerKey,
    ) -> Result<Self, Forged> {
        let Some(said) = said else {
            return match signature {
                Some(_) => Err(Forged), // somebody took away what it signs
                None => Ok(Self::default()),
            };
        };
        let Some(Value::Object(said)) = said
            .as_str()
            .and_then(|text| serde_json::from_str(text).ok())
        else {
            return Ok(Self::default());
        };
        let signed = json!({"capabilities": said, "nonce": nonce});
        let signed = canonical(&signed);
        match signature.is_some_and(|signature| key.signed(signed.as_bytes(), signature)) {
            true => Ok(Self(said)),
            false => Err(Forged),
        }
    }

    /// Whether the server wants to hear this reason.
    pub(crate) fn takes_reason(&self, reason: WhyDeclined) -> bool {
        match self.0.get("decline_reason") {
            Some(Value::Bool(takes)) => *takes,
            Some(Value::Object(some)) => some
                .get("values")
                .and_then(Value::as_array)
                .is_some_and(|values| values.iter().any(|value| value == reason.word())),
            _ => false,
        }
    }
}
