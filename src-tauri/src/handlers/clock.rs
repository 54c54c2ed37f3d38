//! The clock, as the pages ask for it.

use commands::{
    Failure,
    clock::{self, ClockView},
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn check_clock(asked: Asked<'_>) -> Result<ClockView, Failure> {
    clock::check_clock(&asked.cx).await
}

#[specta::specta]
pub(crate) async fn apply_clock(asked: Asked<'_>, offset_ms: i64) -> Result<(), Failure> {
    clock::apply_clock(&asked.cx, offset_ms)
}
