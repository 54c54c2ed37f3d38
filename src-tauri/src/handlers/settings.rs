//! Settings, as the pages ask for them.

use commands::{
    Failure,
    settings::{self, AboutView, Settings},
};

use crate::asked::Asked;

#[specta::specta]
pub(crate) async fn read_settings(asked: Asked<'_>) -> Result<Settings, Failure> {
    Ok(settings::read_settings(&asked.cx))
}

/// Keys that the system does not give us are not kept.
#[specta::specta]
pub(crate) async fn save_settings(asked: Asked<'_>, settings: Settings) -> Result<(), Failure> {
    asked
        .hotkey
        .change(asked.core, settings.quick_pick_key.as_deref())?;
    settings::save_settings(&asked.cx, &settings)
}

#[specta::specta]
pub(crate) async fn read_about(asked: Asked<'_>) -> Result<AboutView, Failure> {
    Ok(settings::read_about(&asked.cx))
}
