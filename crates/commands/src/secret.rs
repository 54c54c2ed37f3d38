//! Reading a secret that a door hands over as text.

use serde::{Deserialize, Deserializer};
use zeroize::Zeroizing;

/// The text, in a place that is wiped on drop. What the door parsed it from is the door's, and is
/// not wiped.
pub(crate) fn read<'de, D: Deserializer<'de>>(source: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(source).map(Zeroizing::new)
}
