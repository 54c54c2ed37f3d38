// The stand-in's entries: listing, reading, adding, ordering, the trash.
import type { commands as Commands, EntryPreview, EntryView, FoundQrView } from "../bindings";
import { fail, open, scene, stepUp, wait } from "./common";
import { isPushLink, picturedPushes } from "./pushes";
import { digitsAt, manyEntries, sampleEntries } from "./samples";

type Trashed = { entry: EntryView; trashedAtMs: number };

const day = 86_400_000;
const keepsDays = 30;

const beginning = () => ({
  entries: ["empty", "first", "novault"].includes(scene.name)
    ? []
    : scene.name === "many"
      ? manyEntries(10_000)
      : sampleEntries(),
  trash: (scene.asked.has("trash")
    ? sampleEntries()
        .slice(3, 7)
        .map((entry, at) => ({
          entry: { ...entry, id: `t${at}` },
          trashedAtMs: Date.now() - (at * 8 + 0.1) * day,
        }))
    : []) as Trashed[],
  found: new Map<number, EntryPreview>(),
});

export const held = beginning();

let nextId = 1;

export function restartEntries() {
  Object.assign(held, beginning());
}

export const find = (id: string) => held.entries.find((entry) => entry.id === id) ?? fail("noSuchEntry");

const among = (ids: string[]) => (entry: EntryView) => ids.includes(entry.id);

function change(ids: string[], part: Partial<EntryView>) {
  open();
  held.entries = held.entries.map((entry) => (ids.includes(entry.id) ? { ...entry, ...part } : entry));
  return null;
}

const put = (part: Partial<EntryView>): EntryView => {
  const now = Date.now();
  const entry: EntryView = {
    ...sampleEntries()[0]!,
    group: null,
    favourite: false,
    counter: null,
    usedAtMs: null,
    uses: 0,
    createdAtMs: now,
    changedAtMs: now,
    recovery: null,
    ...part,
    id: `new-${nextId++}`,
  };
  held.entries = [...held.entries, entry];
  return entry;
};

const read = (link: string) => {
  if (isPushLink(link)) fail("isPushToken");
  if (!/^otpauth:\/\//i.test(link.trim())) fail("badLink", "the address does not begin with otpauth://");
  const url = new URL(link.trim().replace(/^otpauth:/i, "https:"));
  const secret = url.searchParams.get("secret") ?? "";
  if (!secret) fail("badLink", "the address has no secret");
  if (!/^[a-z2-7= -]+$/i.test(secret)) fail("badKey", "the secret is not base32");
  const label = decodeURIComponent(url.pathname.slice(1));
  const [before, after] = label.includes(":") ? label.split(/:\s*/) : ["", label];
  const kind = url.host === "hotp" ? "hotp" : "totp";
  return {
    issuer: url.searchParams.get("issuer") ?? before ?? "",
    account: after ?? "",
    kind: kind as EntryView["kind"],
    algorithm: url.searchParams.get("algorithm") ?? "SHA1",
    digits: Number(url.searchParams.get("digits") ?? 6),
    period: kind === "hotp" ? 0 : Number(url.searchParams.get("period") ?? 30),
  };
};

const there = (one: { issuer: string; account: string }) =>
  held.entries.some((entry) => entry.issuer === one.issuer && entry.account === one.account);

const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("en");

/** What a picture of the stand-in holds. */
function pictured(): FoundQrView {
  const preview = (issuer: string, account: string, more: Partial<EntryPreview> = {}): EntryPreview => ({
    issuer,
    account,
    kind: "totp",
    algorithm: "SHA1",
    digits: 6,
    period: 30,
    remarks: [],
    alreadyThere: there({ issuer, account }),
    ...more,
  });
  if (scene.asked.has("pushqr")) return { found: [], pushes: picturedPushes(), unreadable: 0, other: [] };
  const previews = scene.asked.has("oneqr")
    ? [preview("Mastodon", "@ana@social.example")]
    : [
        preview("Mastodon", "@ana@social.example"),
        preview("GitHub", "ana@example.org"),
        preview("Bank of the Hills", "71 204 553", { digits: 8, period: 60 }),
      ];
  held.found = new Map(previews.map((one, at) => [at + 1, one]));
  return {
    found: previews.map((one, at) => ({ handle: at + 1, preview: one })),
    pushes: [],
    unreadable: scene.asked.has("oneqr") ? 0 : 1,
    other: scene.asked.has("oneqr") ? [] : ["web"],
  };
}

/** A true check of shape only: the stand-in knows no codes. */
const checked: (typeof Commands)["checkKey"] = async (form) => {
  const key = form.key.replace(/[\s-]/g, "");
  const nothing = { why: null, at: null, bits: 0, code: null, alreadyThere: null };
  if (key === "") return { ...nothing, state: "empty" };
  const at = [...form.key].findIndex((sign) => !/[a-z2-7=\s-]/i.test(sign));
  if (at >= 0) return { ...nothing, state: "bad", why: "not a base32 letter", at: at + 1 };
  const bits = Math.floor((key.length * 5) / 8) * 8;
  const code = digitsAt({ ...sampleEntries()[0]!, ...form, id: key, counter: 0 }, Date.now()).code;
  const alreadyThere = key.toUpperCase().startsWith("JBSWY3DP") ? "GitHub, ana@example.org" : null;
  if (bits < 40) return { ...nothing, state: "bad", why: "too short", bits };
  return {
    why: bits < 80 ? "shorter than most" : null,
    at: null,
    bits,
    code,
    alreadyThere,
    state: bits < 80 ? "odd" : "good",
  };
};

type Mine =
  | "listEntries"
  | "readCodes"
  | "takeCode"
  | "searchEntries"
  | "copyCode"
  | "previewEntry"
  | "addEntry"
  | "addTypedEntry"
  | "editEntry"
  | "checkKey"
  | "findQr"
  | "addFound"
  | "showQr"
  | "pickIcon"
  | "readPicture"
  | "moveEntries"
  | "setGroup"
  | "setFavourite"
  | "renameGroup"
  | "removeEntries"
  | "restoreEntries"
  | "purgeEntries"
  | "listTrash"
  | "closeQuickPick"
  | "openWindow";

/** Uses the counter up. */
function counted(id: string) {
  const entry = find(id);
  if (entry.kind !== "hotp") return digitsAt(entry, Date.now());
  const digits = digitsAt(entry, Date.now());
  change([id], { counter: (entry.counter ?? 0) + 1 });
  return digits;
}

export const entryCommands: Pick<typeof Commands, Mine> = {
  listEntries: async () => {
    open();
    return held.entries;
  },
  readCodes: async (ids) => {
    open();
    if (ids.length > 200) fail("tooMany");
    const counting = (entry: EntryView) => entry.kind === "hotp";
    const byId = new Map(held.entries.map((entry) => [entry.id, entry]));
    return ids.flatMap((id) => {
      const entry = byId.get(id);
      return entry && !counting(entry) ? [digitsAt(entry, Date.now())] : [];
    });
  },
  takeCode: async (id) => {
    open();
    return counted(id);
  },
  searchEntries: async (query) => {
    open();
    const terms = folded(query).split(/\s+/).filter(Boolean);
    const fits = held.entries.filter((entry) => {
      const text = folded(`${entry.issuer} ${entry.account} ${entry.group ?? ""} ${entry.note}`);
      return terms.every((term) => text.includes(term));
    });
    return { ids: fits.slice(0, 500).map((entry) => entry.id), total: fits.length };
  },
  copyCode: async (id, which) => {
    open();
    const digits = counted(id);
    if (which === "current") change([id], { usedAtMs: Date.now(), uses: find(id).uses + 1 });
    return { clearsAtMs: Date.now() + scene.clearAfterSeconds * 1000, digits };
  },
  previewEntry: async (link) => {
    const found = read(link);
    const remarks =
      found.digits === 8 ? ["The link asks for eight digits; check that the site expects eight."] : [];
    return { ...found, remarks, alreadyThere: there(found) };
  },
  addEntry: async (link) => put(read(link)),
  addTypedEntry: async ({ key, pin: _pin, counter, ...rest }) => {
    if (!/^[a-z2-7= -]+$/i.test(key)) fail("badKey");
    return put({ ...rest, counter: rest.kind === "hotp" ? counter : null });
  },
  editEntry: async (id, part, seen) => {
    const differs = ([key, value]: [string, unknown]) =>
      JSON.stringify(value) !== JSON.stringify(seen?.[key as keyof typeof seen]);
    const changed = Object.fromEntries(Object.entries(part).filter(differs));
    change([id], { ...changed, changedAtMs: Date.now() });
    return find(id);
  },
  checkKey: checked,
  findQr: async (source) => {
    open();
    await wait(500);
    if (scene.asked.has("noqr")) fail("nothingFound");
    if (source.kind === "screen" && scene.asked.has("noscreen")) fail("screenRefused");
    return pictured();
  },
  addFound: async (handles) => {
    const added = handles.flatMap((handle) => {
      const one = held.found.get(handle);
      return one && !one.alreadyThere ? [put(one)] : [];
    });
    return { added, duplicates: handles.length - added.length };
  },
  showQr: async (_id, password) => {
    await stepUp(password);
    return { qr: `data:image/svg+xml,${encodeURIComponent(drawnQr())}` };
  },
  pickIcon: async () => ({ kind: "picture", id: "p1" }),
  readPicture: async () => `data:image/svg+xml,${encodeURIComponent(drawnPicture)}`,
  moveEntries: async (ids, before) => {
    const moved = held.entries.filter(among(ids));
    const rest = held.entries.filter((entry) => !ids.includes(entry.id));
    const at = before === null ? rest.length : rest.findIndex((entry) => entry.id === before);
    held.entries = [...rest.slice(0, at), ...moved, ...rest.slice(at)];
    return null;
  },
  closeQuickPick: async () => null,
  openWindow: async () => null,
  setGroup: async (ids, group) => change(ids, { group }),
  setFavourite: async (ids, favourite) => change(ids, { favourite }),
  renameGroup: async (old, replacement) =>
    change(
      held.entries.filter((entry) => entry.group === old).map((entry) => entry.id),
      { group: replacement },
    ),
  removeEntries: async (ids) => {
    const gone = held.entries.filter(among(ids)).map((entry) => ({ entry, trashedAtMs: Date.now() }));
    if (gone.length === 0) fail("noSuchEntry");
    held.trash = [...gone, ...held.trash];
    held.entries = held.entries.filter((entry) => !ids.includes(entry.id));
    return null;
  },
  restoreEntries: async (ids) => {
    const back = held.trash.filter(({ entry }) => ids.includes(entry.id));
    held.trash = held.trash.filter((one) => !back.includes(one));
    held.entries = [...held.entries, ...back.map(({ entry }) => entry)];
    return null;
  },
  purgeEntries: async (ids, password) => {
    await stepUp(password);
    held.trash = held.trash.filter(({ entry }) => !ids.includes(entry.id));
    return null;
  },
  listTrash: async () =>
    held.trash.map(({ entry: { id, issuer, account, icon }, trashedAtMs }) => ({
      id,
      issuer,
      account,
      icon,
      trashedAtMs,
      purgeAtMs: trashedAtMs + keepsDays * day,
    })),
};

/** Squares that look like a QR picture and hold nothing. */
function drawnQr(): string {
  const size = 29;
  let cells = "";
  const eye = (x: number, y: number) => {
    cells += `<path d="M${x} ${y}h7v7h-7z M${x + 1} ${y + 1}v5h5v-5z" fill-rule="evenodd"/><path d="M${x + 2} ${y + 2}h3v3h-3z"/>`;
  };
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      const inEye = (x < 8 && y < 8) || (x > 20 && y < 8) || (x < 8 && y > 20);
      if (!inEye && Math.imul(x * 73 + 11, y * 151 + 7) % 7 < 3) cells += `<path d="M${x} ${y}h1v1h-1z"/>`;
    }
  eye(0, 0);
  eye(22, 0);
  eye(0, 22);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-3 -3 35 35"><path fill="#fff" d="M-3-3h35v35H-3z"/>${cells}</svg>`;
}

const drawnPicture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="#7a4fd0"/><circle cx="16" cy="13" r="6" fill="#fff"/><path d="M5 30a11 9 0 0 1 22 0" fill="#fff"/></svg>';
