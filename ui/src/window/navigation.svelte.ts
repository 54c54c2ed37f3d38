// Which place of the window is shown.
export type Place = "codes" | "approvals" | "sessions" | "accounts" | "settings";

/** What the settings are divided into. */
export type SettingsSection =
  "general" | "locking" | "ways" | "password" | "backups" | "merge" | "clock" | "about";

class Navigation {
  place = $state<Place>("codes");
  /** Which part of the settings is shown. */
  section = $state<SettingsSection>("general");
  /** Whether the sheet with the keyboard shortcuts is open. */
  shortcuts = $state(false);

  go(place: Place) {
    this.place = place;
  }

  /** To one part of the settings, as the remedies of other pages do. */
  goToSettings(section: SettingsSection) {
    this.section = section;
    this.place = "settings";
  }
}

export const navigation = new Navigation();
