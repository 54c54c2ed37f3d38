//! Ids, each its own type, all of one form: lower-case hexadecimal of 16 random bytes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The text is not an id: ids are 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 32 lower-case hexadecimal digits")]
pub struct ParseIdError;

/// Parses and prints 16 bytes as 32 lower-case hexadecimal digits.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(into = "String", try_from = "String")]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String, example = "4f1d2c3b5a69788796a5b4c3d2e1f001"))]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id made of these bytes, which chance has chosen.
            #[must_use]
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                parse(text).map(Self)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = ParseIdError;

            fn try_from(text: String) -> Result<Self, ParseIdError> {
                text.parse()
            }
        }
    };
}

id!(
    /// A person on the server.
    UserId
);
id!(
    /// The computer, phone or browser a session runs on.
    DeviceId
);
id!(
    /// One sign-in on one device.
    SessionId
);
id!(
    /// One second factor of one person.
    FactorId
);
id!(
    /// One question whether a sign-in is a person's.
    ApprovalId
);
id!(
    /// The line of refresh tokens that descend from one grant.
    FamilyId
);

/// A client of the authorization server. Built-in clients have readable ids, hence text.
pub type ClientId = String;

fn parse(text: &str) -> Result<[u8; 16], ParseIdError> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Ok(byte - b'0'),
        b'a'..=b'f' => Ok(byte - b'a' + 10),
        _ => Err(ParseIdError),
    };
    if text.len() != 32 {
        return Err(ParseIdError);
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        if let [high, low] = pair {
            *byte = digit(*high)? << 4 | digit(*low)?;
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_prints() {
        let id = SessionId::from_bytes(*b"\x00\x01\x7f\x80\xff456789abcde");
        assert_eq!(id.to_string(), "00017f80ff3435363738396162636465");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn anything_else_than_32_lower_case_digits_is_refused() {
        for text in [
            "",
            "00",
            "4F1D2C3B5A69788796A5B4C3D2E1F001",
            "4f1d2c3b5a69788796a5b4c3d2e1f00g",
            "äääääääääääääääa",
        ] {
            assert_eq!(text.parse::<SessionId>(), Err(ParseIdError), "{text}");
        }
    }
}
