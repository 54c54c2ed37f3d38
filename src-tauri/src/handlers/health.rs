//! What deserves attention, as the pages ask for it.

use commands::{
    Failure,
    health::{self, HealthItem},
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn check_health(asked: Asked<'_>) -> Result<Vec<HealthItem>, Failure> {
    health::check_health(&asked.cx).await
}
