//! Reading a secret that a door hands over as text, without leaving a copy behind.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// The text, in a place that is wiped on drop.
pub(crate) fn read<'de, D: Deserializer<'de>>(source: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(source).map(Zeroizing::new)
}
