// The stand-in's recovery codes and what it finds worth attention.
import type { commands as Commands, HealthItem, RecoverySetView } from "../bindings";
import { fail, open, scene, stepUp } from "./common";
import { find, held } from "./entries";

type Set = {
  id: string;
  entry: string | null;
  issuer: string;
  account: string;
  note: string;
  codes: { text: string; spentAtMs: number | null }[];
  createdAtMs: number;
};

const day = 86_400_000;
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

const invented = (count: number, spent: number, seed: number) =>
  Array.from({ length: count }, (_, at) => {
    let hash = Math.imul(seed * 31 + at + 7, 2654435761);
    const sign = () => {
      hash = Math.imul(hash ^ (hash >>> 15), 2246822507) + 13;
      return alphabet[(hash >>> 8) % alphabet.length];
    };
    const part = () => sign()! + sign()! + sign()! + sign()! + sign()!;
    return {
      text: `${part()}-${part()}`,
      spentAtMs: at < spent ? Date.now() - (spent - at) * 17 * day : null,
    };
  });

const samples = (): Set[] => {
  const set = (id: string, entry: string, count: number, spent: number, note = ""): Set => {
    const { issuer, account } = find(entry);
    const codes = invented(count, spent, id.charCodeAt(1));
    return { id, entry, issuer, account, note, codes, createdAtMs: Date.now() - 200 * day };
  };
  return [
    set("r1", "e1", 16, 2),
    set("r2", "e2", 10, 8, "Printed copy in the drawer"),
    set("r3", "e6", 12, 0),
    {
      id: "r4",
      entry: null,
      issuer: "Old laptop",
      account: "disk encryption",
      note: "Not a sign-in: the key of the disk",
      codes: invented(1, 0, 9),
      createdAtMs: Date.now() - 400 * day,
    },
  ];
};

const beginning = () => ({ sets: scene.name === "open" || scene.name === "locked" ? samples() : [] });

const kept: { sets: Set[] } = { sets: [] };

let nextId = 1;

export function restartRecovery() {
  Object.assign(kept, beginning());
  for (const set of kept.sets) tell(set);
}

const left = (set: Set) => set.codes.filter((code) => code.spentAtMs === null).length;

const view = (set: Set): RecoverySetView => ({
  id: set.id,
  entry: set.entry,
  issuer: set.issuer,
  account: set.account,
  note: set.note,
  left: left(set),
  total: set.codes.length,
  low: set.codes.length > 1 && left(set) < 3,
  codes: set.codes.map(({ spentAtMs }, index) => ({ index, spentAtMs })),
  createdAtMs: set.createdAtMs,
});

/** The entry carries how many are left. */
function tell(set: Set, gone = false) {
  const recovery = gone ? null : { set: set.id, left: left(set), total: set.codes.length };
  held.entries = held.entries.map((entry) => (entry.id === set.entry ? { ...entry, recovery } : entry));
  return view(set);
}

function of(id: string): Set {
  open();
  return kept.sets.find((set) => set.id === id) ?? fail("noSuchEntry");
}

const revealed = (set: Set) => set.codes.map(({ text, spentAtMs }, index) => ({ index, text, spentAtMs }));

type Mine =
  | "listRecoverySets"
  | "readPastedRecoveryCodes"
  | "addRecoverySet"
  | "addRecoveryCodes"
  | "replaceRecoveryCodes"
  | "useNextRecoveryCode"
  | "spendRecoveryCode"
  | "unspendRecoveryCode"
  | "revealRecoveryCodes"
  | "removeRecoverySet"
  | "recoveryKit"
  | "checkHealth";

export const recoveryCommands: Pick<typeof Commands, Mine> = {
  listRecoverySets: async () => {
    open();
    return kept.sets.map(view);
  },
  readPastedRecoveryCodes: async (text) => {
    const lines = text.split(/[\n,;\t]+/).map((line) => line.trim());
    const codes: string[] = [];
    const dropped: string[] = [];
    for (const line of lines.filter(Boolean)) {
      const bare = line.replace(/^(?:[•*☐-]\s*|\d{1,2}[.):]\s*)/u, "");
      if (/\d/.test(bare) && /^[\w-]+(?: [\w-]+){0,3}$/.test(bare)) codes.push(bare);
      else dropped.push(line);
    }
    return { codes, used: [], dropped };
  },
  addRecoverySet: async (target, codes, note) => {
    open();
    const whose =
      target.kind === "entry"
        ? { entry: target.entry, issuer: find(target.entry).issuer, account: find(target.entry).account }
        : { entry: null, issuer: target.issuer, account: target.account };
    const set: Set = {
      ...whose,
      id: `set-${nextId++}`,
      note,
      codes: codes.map((text) => ({ text, spentAtMs: null })),
      createdAtMs: Date.now(),
    };
    kept.sets = [...kept.sets, set];
    return tell(set);
  },
  addRecoveryCodes: async (id, codes) => {
    const set = of(id);
    set.codes = [...set.codes, ...codes.map((text) => ({ text, spentAtMs: null }))];
    return tell(set);
  },
  replaceRecoveryCodes: async (id, codes) => {
    const set = of(id);
    set.codes = codes.map((text) => ({ text, spentAtMs: null }));
    return tell(set);
  },
  useNextRecoveryCode: async (id) => {
    const set = of(id);
    const index = set.codes.findIndex((code) => code.spentAtMs === null);
    const code = set.codes[index] ?? fail("badInput", "every code of the set is spent");
    code.spentAtMs = Date.now();
    tell(set);
    const clearsAtMs = Date.now() + scene.clearAfterSeconds * 1000;
    return { code: code.text, index, left: left(set), clearsAtMs };
  },
  spendRecoveryCode: async (id, index) => {
    const set = of(id);
    set.codes[index]!.spentAtMs = Date.now();
    tell(set);
    return null;
  },
  unspendRecoveryCode: async (id, index) => {
    const set = of(id);
    set.codes[index]!.spentAtMs = null;
    tell(set);
    return null;
  },
  revealRecoveryCodes: async (id, password) => {
    await stepUp(password);
    return revealed(of(id));
  },
  removeRecoverySet: async (id) => {
    const set = of(id);
    kept.sets = kept.sets.filter((one) => one !== set);
    tell(set, true);
    return null;
  },
  recoveryKit: async (password) => {
    await stepUp(password);
    return kept.sets.map((set) => ({
      issuer: set.issuer,
      account: set.account,
      note: set.note,
      codes: revealed(set),
    }));
  },
  checkHealth: async () => {
    open();
    if (scene.asked.has("healthy") || scene.name === "empty") return [];
    const ids = (fits: (entry: (typeof held.entries)[number]) => boolean) =>
      held.entries
        .filter(fits)
        .slice(0, 400)
        .map((entry) => entry.id);
    const item = (
      kind: HealthItem["kind"],
      severity: HealthItem["severity"],
      entries: string[] = [],
      count = entries.length || 1,
    ): HealthItem => ({ kind, severity, entries, count });
    const few = ids(
      (entry) => entry.recovery !== null && entry.recovery.left < 3 && entry.recovery.total > 1,
    );
    const without = ids((entry) => entry.recovery === null);
    return [
      item("noBackup", "now"),
      item("passwordNotSeen", "now"),
      ...(few.length ? [item("fewRecoveryCodes", "soon", few)] : []),
      item("noRecoveryKey", "soon"),
      item("weakSeed", "soon", held.entries.some((entry) => entry.id === "e9") ? ["e9"] : []),
      ...(without.length ? [item("noRecoveryCodes", "consider", without)] : []),
      item("duplicates", "consider", ["e10", "e1"], 1),
      item("neverUsed", "consider", ["e9", "e10", "e11"]),
      item("weakParameters", "consider"),
    ];
  },
};

restartRecovery();
