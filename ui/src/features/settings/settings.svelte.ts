// What the person chose, kept by the core. The theme is put on the page from here.
import { core } from "$core";
import type { Settings } from "$bindings";

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

class Chosen {
  value = $state.raw<Settings>({
    theme: "system",
    lockAfterMinutes: 5,
    clearClipboardAfterSeconds: 20,
    showCodes: false,
    backupFolder: null,
    backupOnChange: true,
    quickPickKey: null,
    keepInTray: false,
    clockOffsetMs: 0,
    compact: false,
    sort: "favourites",
  });

  async load(): Promise<void> {
    this.value = await core.readSettings();
    this.#paint();
  }

  async change(part: Partial<Settings>): Promise<void> {
    const before = this.value;
    this.value = { ...before, ...part };
    this.#paint();
    try {
      await core.saveSettings(this.value);
    } catch (thrown) {
      this.value = before;
      this.#paint();
      throw thrown;
    }
  }

  /** Keeps following the desktop's light and dark. */
  follow(): () => void {
    const query = dark();
    const paint = () => this.#paint();
    query.addEventListener("change", paint);
    paint();
    return () => query.removeEventListener("change", paint);
  }

  #paint() {
    const { theme } = this.value;
    document.documentElement.dataset.theme = theme === "system" ? (dark().matches ? "dark" : "light") : theme;
  }
}

export const settings = new Chosen();
