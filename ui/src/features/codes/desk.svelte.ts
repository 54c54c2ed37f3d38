// What lies open in the place of the codes: which of its pages, what is beside the list, the large code.
import type { Failure, FoundQrView, QrSource } from "$bindings";
import { navigation } from "$window/navigation.svelte";

export type Page = "list" | "recovery" | "health";

/** What adding begins with: nothing, a link, a picture to be read, what a picture held, or why none was read. */
export type Begun = { link?: string; read?: QrSource; found?: FoundQrView | null; failure?: Failure | null };

export type Beside = ({ is: "add"; key: number } & Begun) | { is: "entry"; id: string } | { is: "trash" };

class Desk {
  page = $state<Page>("list");
  beside = $state.raw<Beside | null>(null);
  /** The entry whose code fills the window. */
  large = $state<string | null>(null);
  /** Whose recovery codes are to be added, when the page of recovery codes comes up for that. */
  recoveryFor = $state<string | null>(null);
  /** The set of recovery codes that is open. */
  recoverySet = $state<string | null>(null);
  #opened = 0;

  /** Leads to a page of this place from wherever the person is. */
  go(page: Page) {
    navigation.go("codes");
    this.page = page;
    this.beside = null;
    this.recoveryFor = null;
    this.recoverySet = null;
  }

  add(begun: Begun = {}) {
    this.go("list");
    this.beside = { is: "add", key: ++this.#opened, ...begun };
  }

  edit(id: string) {
    this.go("list");
    this.beside = { is: "entry", id };
  }

  /** To the recovery codes of an entry: the set that it has, or the form that adds one. */
  recovery(entry: string, set: string | null) {
    this.go("recovery");
    if (set === null) this.recoveryFor = entry;
    else this.recoverySet = set;
  }

  trash() {
    this.go("list");
    this.beside = { is: "trash" };
  }

  forget() {
    Object.assign(this, { page: "list", beside: null, large: null, recoveryFor: null, recoverySet: null });
  }
}

export const desk = new Desk();
