// Which place of the window is shown.
export type Place = "codes" | "sessions" | "accounts" | "settings";

class Navigation {
  place = $state<Place>("codes");
  /** Whether the sheet with the keyboard shortcuts is open. */
  shortcuts = $state(false);

  go(place: Place) {
    this.place = place;
  }
}

export const navigation = new Navigation();
