//! Settings: a small JSON file in the configuration directory. Nothing secret is in it.

use std::{
    fs,
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::{Context, Failure, FailureCode, paths::Paths};

/// Light, dark, or as the desktop says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// As the desktop says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// What a person has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Light, dark, or as the desktop says.
    pub theme: Theme,
    /// Minutes without a key or a pointer until the vault locks, 1 to 240.
    pub lock_after_minutes: u32,
    /// Seconds until a copied code leaves the clipboard, 5 to 300.
    pub clear_clipboard_after_seconds: u32,
    /// Whether codes are shown without asking.
    pub show_codes: bool,
    /// A folder of the person's choice that gets a copy of every backup; `None` for none.
    pub backup_folder: Option<String>,
    /// Whether each day on which something changed leaves a backup.
    pub backup_on_change: bool,
    /// The keys that open the quick pick, as in `Ctrl+Alt+Space`; `None` for none.
    pub quick_pick_key: Option<String>,
    /// Whether closing the window leaves the program in the tray.
    pub keep_in_tray: bool,
    /// What is added to this computer's clock when codes are made, milliseconds, at most a day
    /// either way; 0 for a clock that is trusted.
    pub clock_offset_ms: i64,
    /// Whether rows are lower.
    pub compact: bool,
    /// The order of the list.
    pub sort: SortOrder,
}

/// The order of the list of codes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum SortOrder {
    /// Favourites first, then as the person arranged them.
    #[default]
    Favourites,
    /// As the person arranged them.
    Mine,
    /// By issuer and account.
    Name,
    /// Most used first.
    Use,
    /// By group.
    Group,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            lock_after_minutes: 5,
            clear_clipboard_after_seconds: 20,
            show_codes: false,
            backup_folder: None,
            backup_on_change: true,
            quick_pick_key: None,
            keep_in_tray: false,
            clock_offset_ms: 0,
            compact: false,
            sort: SortOrder::Favourites,
        }
    }
}

/// Version and places, for the page that tells about the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AboutView {
    /// As in `0.1.0`.
    pub version: String,
    /// Where vault, ledger and backups are.
    pub data_directory: String,
    /// Where the settings are.
    pub config_directory: String,
}

/// Furthest that a clock may be put right by, in milliseconds: a day.
const FURTHEST_OFFSET_MS: i64 = 24 * 60 * 60 * 1000;

/// What the person has chosen; what was never chosen, or cannot be read, has its default.
#[must_use]
pub fn read_settings(cx: &Context) -> Settings {
    read(cx.paths())
}

/// As [`read_settings`], for work that has no context at hand.
pub(crate) fn read(paths: &Paths) -> Settings {
    let text = match fs::read(paths.settings()) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Settings::default(),
        Err(error) => {
            tracing::warn!(%error, "the settings cannot be read; defaults are used");
            return Settings::default();
        }
    };
    over_defaults(&text).map(bounded).unwrap_or_else(|error| {
        tracing::warn!(%error, "the settings do not make sense; defaults are used");
        Settings::default()
    })
}

/// Keeps what the person has chosen.
///
/// # Errors
///
/// [`FailureCode::BadInput`] for a number out of its range, [`FailureCode::DiskFull`] and
/// [`FailureCode::Storage`] when the file cannot be written; the old one is then unchanged.
pub fn save_settings(cx: &Context, settings: &Settings) -> Result<(), Failure> {
    if *settings != bounded(settings.clone()) {
        return Err(Failure::new(
            FailureCode::BadInput,
            "a setting is out of its range",
        ));
    }
    write(&cx.paths().settings(), settings).map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => FailureCode::DiskFull,
            _ => FailureCode::Storage,
        };
        Failure::of(code, &error)
    })
}

/// Version and places.
#[must_use]
pub fn read_about(cx: &Context) -> AboutView {
    AboutView {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_directory: cx.paths().data.display().to_string(),
        config_directory: cx.paths().config.display().to_string(),
    }
}

/// What the file says laid over the defaults, so that a file of an older version still counts. What
/// makes no sense here, as a word of a newer version, costs that one setting and no other.
fn over_defaults(text: &[u8]) -> serde_json::Result<Settings> {
    let mut settings = serde_json::to_value(Settings::default())?;
    let chosen: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(text)?;
    for (name, value) in chosen {
        let mut tried = settings.clone();
        if let Some(tried) = tried.as_object_mut() {
            tried.insert(name.clone(), value);
        }
        match Settings::deserialize(&tried) {
            Ok(_) => settings = tried,
            Err(error) => tracing::warn!(%name, %error, "a setting has its default"),
        }
    }
    serde_json::from_value(settings)
}

fn bounded(mut settings: Settings) -> Settings {
    settings.lock_after_minutes = settings.lock_after_minutes.clamp(1, 240);
    settings.clear_clipboard_after_seconds = settings.clear_clipboard_after_seconds.clamp(5, 300);
    settings.clock_offset_ms = settings
        .clock_offset_ms
        .clamp(-FURTHEST_OFFSET_MS, FURTHEST_OFFSET_MS);
    settings.backup_folder = settings
        .backup_folder
        .filter(|folder| Path::new(folder).is_absolute());
    settings.quick_pick_key = settings.quick_pick_key.filter(|keys| !keys.is_empty());
    settings
}

/// Beside the old file and then in its place, so that a full disk leaves the old one.
fn write(path: &Path, settings: &Settings) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut file, settings)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_an_older_version_keeps_what_it_says() {
        let settings = over_defaults(br#"{"theme":"dark","forgotten":1}"#).unwrap();
        assert_eq!(
            settings,
            Settings {
                theme: Theme::Dark,
                ..Settings::default()
            }
        );
        assert!(over_defaults(b"[]").is_err());
    }

    #[test]
    fn a_word_of_a_newer_version_costs_its_own_setting_alone() {
        let settings = over_defaults(br#"{"sort":"mood","lockAfterMinutes":1}"#).unwrap();
        assert_eq!(
            settings,
            Settings {
                lock_after_minutes: 1,
                ..Settings::default()
            }
        );
    }

    #[test]
    fn a_number_out_of_its_range_is_bounded() {
        let wild = Settings {
            lock_after_minutes: 0,
            clear_clipboard_after_seconds: 9999,
            ..Settings::default()
        };
        let tame = bounded(wild);
        assert_eq!(
            (tame.lock_after_minutes, tame.clear_clipboard_after_seconds),
            (1, 300)
        );
    }
}
