//! Names of sixteen bytes, each a type of its own, shown as 32 hexadecimal digits.

/// The text is not the id of anything in a vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 32 hexadecimal digits")]
pub struct ParseIdError;

pub(crate) fn parse(text: &str) -> Result<[u8; 16], ParseIdError> {
    let plain = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
    let number = plain.then(|| u128::from_str_radix(text, 16).ok()).flatten();
    number.map(u128::to_be_bytes).ok_or(ParseIdError)
}

/// Makes a type for the names of one kind of thing.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id with these bytes.
            #[must_use]
            pub fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The bytes of the id.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            #[allow(dead_code, reason = "a picture is named by its bytes instead")]
            pub(crate) fn generate(chance: &mut dyn rand_core::CryptoRng) -> Self {
                let mut bytes = [0; 16];
                chance.fill_bytes(&mut bytes);
                Self(bytes)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::id::ParseIdError;

            fn from_str(text: &str) -> Result<Self, $crate::id::ParseIdError> {
                $crate::id::parse(text).map(Self)
            }
        }

        /// One id is a list of one, for what can be done to many at once.
        impl AsRef<[$name]> for $name {
            fn as_ref(&self) -> &[$name] {
                std::slice::from_ref(self)
            }
        }
    };
}

pub(crate) use id;
