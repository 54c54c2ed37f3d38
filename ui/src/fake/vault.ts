// The vault of the stand-in: its ways to open, copies and recovery sheet. The address adds
// &recovery &keychain (slots), &standing=older|diverged|firstSeen|readOnly, &weak (slots below today's
// default), &damaged (the file opens with nothing), &nobackups and &clock=MILLISECONDS.
import type {
  BackupView,
  commands as Commands,
  GivenCredential,
  RecoverySheetView,
  SlotView,
  Standing,
} from "../bindings";
import { fail, scene, wait } from "./common";

export const sampleKey = [
  "7K2M", "Q9XD", "4HTB", "R0VN", "8WEC", "M3PZ", "1YGA",
  "5JSF", "D6XK", "T2QR", "9BHV", "0ZNM", "C7WE", "X4P8",
]; // prettier-ignore

const path = "/home/ana/.local/share/countersign/vault.countersign";
const day = 86_400_000;

const slot = (id: string, kind: SlotView["kind"], weak: boolean): SlotView => ({
  id,
  kind,
  memoryKib: kind !== "password" ? null : weak ? 65_536 : 262_144,
  passes: kind === "password" ? 3 : null,
  lanes: kind === "password" ? 1 : null,
  weakerThanToday: weak && kind === "password",
});

const sampleBackups = (): BackupView[] => {
  const one = (at: number, generation: number, more: Partial<BackupView> = {}): BackupView => {
    const savedAtMs = Date.now() - at;
    const stamp = new Date(savedAtMs).toISOString().slice(0, 16).replace(/[:T]/g, "-");
    const name = `vault-${stamp}-${generation}.countersign`;
    const folder = "/home/ana/.local/share/countersign/backups";
    return {
      path: `${folder}/${name}`,
      name,
      savedAtMs,
      generation,
      epoch: 2,
      bytes: 14_336,
      ofThisVault: true,
      reason: "change",
      ...more,
    };
  };
  return [
    one(2 * 3_600_000, 57),
    one(1.2 * day, 55),
    one(4 * day, 49),
    one(12 * day, 41, { reason: "before", epoch: 1, bytes: 12_288 }),
    one(61 * day, 33, { epoch: 1, bytes: 11_264 }),
  ];
};

const standings: Record<string, Standing> = {
  older: { kind: "older", held: 57, found: 54 },
  diverged: { kind: "diverged", generation: 57 },
  firstSeen: { kind: "firstSeen" },
  readOnly: { kind: "readOnly", why: "file" },
};

function beginning() {
  const { asked, name } = scene;
  const weak = asked.has("weak");
  return {
    exists: name !== "first" && name !== "novault",
    standing: standings[asked.get("standing") ?? ""] ?? ({ kind: "known" } as Standing),
    slots: [
      slot("p1", "password", weak),
      ...(asked.has("recovery") ? [slot("r1", "recoveryKey", weak)] : []),
      ...(asked.has("keychain") ? [slot("k1", "keychain", weak)] : []),
    ],
    backups: asked.has("nobackups") ? [] : sampleBackups(),
    damaged: asked.has("damaged"),
    clockMs: asked.has("noservers") ? null : Number(asked.get("clock") ?? 340),
    appliedMs: Number(asked.get("applied") ?? 0),
    shown: null as RecoverySheetView | null,
  };
}

let vault = beginning();

/** For tests: forgets everything and begins the scene again. */
export function restartVault() {
  vault = beginning();
}

/** What a recovery key reads as: capitals, no separators, and the letters that look like digits. */
const normal = (text: string) =>
  text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

/** A picture that looks like a QR code from afar. The real one is drawn by the core. */
const picture = (): string => {
  const size = 29;
  const finder = (x: number, y: number) => {
    const [dx, dy] = [Math.min(x, size - 1 - x), Math.min(y, size - 1 - y)];
    if (x > size - 9 && y > size - 9) return null;
    if (dx > 7 || dy > 7) return null;
    const far = Math.max(Math.abs(dx - 3), Math.abs(dy - 3));
    return far === 3 || far <= 1;
  };
  let seed = 9;
  let cells = "";
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++) {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      if (finder(x, y) ?? (seed >>> 16) % 2 === 0) cells += `M${x} ${y}h1v1h-1z`;
    }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 33 33"><path fill="#fff" d="M-2-2h33v33h-33z"/><path d="${cells}"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
};

const has = (kind: SlotView["kind"]) => vault.slots.some((one) => one.kind === kind);
const prove = (password: string) => {
  if (password !== scene.password)
    fail("wrongCredential", `the credential opens none of the ${vault.slots.length} slots`);
};
const proveKey = (text: string) => {
  if (normal(text).length !== sampleKey.join("").length) fail("badRecoveryKey", "14 groups were expected");
  if (normal(text) !== sampleKey.join("")) fail("wrongCredential");
};
const open = (given: GivenCredential) =>
  given.password !== undefined ? prove(given.password) : proveKey(given.recoveryKey);
const mayWrite = () => {
  if (vault.standing.kind !== "known" && vault.standing.kind !== "firstSeen") fail("readOnly");
};
const sheet = (): RecoverySheetView =>
  (vault.shown = {
    groups: sampleKey,
    qr: picture(),
    vaultId: "5f3c91a077de4b18a2c40f6d3b9e8071",
    createdAtMs: Date.now(),
    path,
  });
/** A new epoch: the recovery key survives only when it was typed. */
const reseal = (recoveryKey: string | null): RecoverySheetView | null => {
  vault.slots = vault.slots.map((one) => slot(`${one.id}+`, one.kind, false));
  if (!has("recoveryKey")) return null;
  if (recoveryKey === null) return sheet();
  proveKey(recoveryKey);
  return null;
};
const backUp = (reason: BackupView["reason"]): BackupView => {
  const newest = { ...sampleBackups()[0]!, savedAtMs: Date.now(), generation: 58, reason };
  newest.name = newest.name.replace("-57.", "-58.");
  newest.path = newest.path.replace("-57.", "-58.");
  vault.backups = [newest, ...vault.backups];
  return newest;
};

export const vaultCommands = {
  vaultStatus: async () => ({
    exists: vault.exists,
    unlocked: scene.unlocked,
    path,
    standing: vault.standing,
    keychainSlot: has("keychain"),
    recoverySlot: has("recoveryKey"),
    backupTrouble: scene.asked.has("nodisk")
      ? { code: "storage", detail: "/media/ana/Stick is not there" }
      : null,
  }),
  createVault: async (password, withRecoveryKey) => {
    await wait(900);
    if (vault.exists) fail("vaultExists");
    if (password.length < 12) fail("weakPassword");
    vault.exists = true;
    Object.assign(scene, { unlocked: true, password });
    if (!withRecoveryKey) return null;
    vault.slots = [...vault.slots, slot("r1", "recoveryKey", false)];
    return sheet();
  },
  checkRecoveryGroups: async (first, second) => {
    await wait(150);
    return [first, second].every(({ at, text }) => normal(text) === vault.shown?.groups[at]);
  },
  forgetRecoverySheet: async () => {
    vault.shown = null;
    return null;
  },
  unlockVault: async (password) => {
    await wait(1000);
    if (vault.damaged) fail("damaged", "the seal does not fit the contents");
    prove(password);
    scene.unlocked = true;
    return null;
  },
  unlockWithRecoveryKey: async (text) => {
    await wait(300);
    proveKey(text);
    scene.unlocked = true;
    return null;
  },
  unlockWithKeychain: async () => {
    await wait(300);
    if (!has("keychain")) fail("keychainSlotGone");
    scene.unlocked = true;
    return null;
  },
  lockVault: async () => {
    scene.unlocked = false;
    vault.shown = null;
    return null;
  },
  changePassword: async (current, replacement, recoveryKey) => {
    await wait(1000);
    mayWrite();
    prove(current);
    if (replacement.length < 12) fail("weakPassword");
    if (recoveryKey !== null) proveKey(recoveryKey);
    scene.password = replacement;
    backUp("before");
    return reseal(recoveryKey);
  },
  setForgottenPassword: async (recoveryKey, replacement) => {
    await wait(1000);
    proveKey(recoveryKey);
    if (replacement.length < 12) fail("weakPassword");
    scene.password = replacement;
    return null;
  },
  listSlots: async () => vault.slots,
  addRecoveryKey: async (password) => {
    await wait(900);
    mayWrite();
    prove(password);
    vault.slots = [...vault.slots, slot("r2", "recoveryKey", false)];
    return sheet();
  },
  addKeychainSlot: async (password) => {
    await wait(900);
    mayWrite();
    prove(password);
    vault.slots = [...vault.slots, slot("k2", "keychain", false)];
    return null;
  },
  dropSlot: async (id, password, recoveryKey) => {
    await wait(1000);
    mayWrite();
    prove(password);
    if (recoveryKey !== null) proveKey(recoveryKey);
    vault.slots = vault.slots.filter((one) => one.id !== id);
    return reseal(recoveryKey);
  },
  strengthenVault: async (password, recoveryKey) => {
    await wait(1600);
    mayWrite();
    prove(password);
    return reseal(recoveryKey);
  },
  confirmOlderCopy: async (password) => {
    await wait(1000);
    prove(password);
    vault.standing = { kind: "known" };
    return null;
  },
  mergeVault: async (from, credential) => {
    await wait(1000);
    open(credential);
    if (from.includes("club")) fail("notThisVault");
    vault.standing = { kind: "known" };
    return { added: 3, updated: 1, keptBoth: 1, deleted: 0, unchanged: 37 };
  },
  listBackups: async () => vault.backups,
  backUpNow: async () => {
    await wait(500);
    return backUp("change");
  },
  inspectBackup: async (from, credential) => {
    await wait(900);
    open(credential);
    const found = vault.backups.find((one) => one.path === from);
    return {
      entries: 9,
      trashed: 1,
      recoverySets: 2,
      generation: found?.generation ?? 30,
      savedAtMs: found?.savedAtMs ?? Date.now() - 90 * day,
      newer: found?.generation === 57 ? 0 : 3,
      missing: found?.generation === 57 ? 0 : 1,
    };
  },
  restoreBackup: async (_from, credential) => {
    await wait(1000);
    open(credential);
    backUp("before");
    Object.assign(vault, { damaged: false, standing: { kind: "known" } });
    scene.unlocked = true;
    return null;
  },
  deleteOldBackups: async () => {
    const before = vault.backups.length;
    vault.backups = vault.backups.filter((one) => one.epoch === 2);
    return before - vault.backups.length;
  },
  chooseFile: async (kind) =>
    kind === "folder" ? "/media/ana/Stick/countersign" : "/home/ana/Sync/vault.countersign",
  printPage: async () => {
    window.print();
    return null;
  },
  checkClock: async () => {
    await wait(500);
    const off = vault.clockMs;
    if (off === null) return { offsetMs: null, servers: [], appliedMs: vault.appliedMs };
    const servers = [
      { issuer: "http://127.0.0.1:8420", offsetMs: off },
      { issuer: "https://login.example.org/realms/people", offsetMs: off + 220 },
    ];
    return { offsetMs: off, servers, appliedMs: vault.appliedMs };
  },
  applyClock: async (offsetMs) => {
    vault.appliedMs = offsetMs;
    return null;
  },
} satisfies Partial<typeof Commands>;
