// What every part of the stand-in shares: the scene in the address, waiting, refusing, the lock.
import type { Failure, FailureCode } from "../bindings";

export const scene = {
  asked: new URLSearchParams(location.search),
  pace: 1,
  name: "first",
  unlocked: false,
  password: "correct horse battery",
  clearAfterSeconds: 20,
};

/** Reads the address again. */
export function readScene() {
  scene.asked = new URLSearchParams(location.search);
  scene.pace = Number(scene.asked.get("pace") ?? 1);
  scene.name = scene.asked.get("scene") ?? "first";
  scene.unlocked = ["open", "empty", "many"].includes(scene.name);
  scene.password = "correct horse battery";
  scene.clearAfterSeconds = 20;
}

readScene();

export const wait = (ms: number) => new Promise((done) => setTimeout(done, ms * scene.pace));

export const fail = (code: FailureCode, detail = `stand-in: ${code}`): never => {
  throw { code, detail } satisfies Failure;
};

/** Refuses while the vault is locked. */
export const open = () => (scene.unlocked ? undefined : fail("locked"));

/** The step-up: refuses a wrong password after the time that checking one takes. */
export async function stepUp(password: string) {
  await wait(700);
  if (password !== scene.password) fail("wrongCredential", "the credential opens none of the 1 slots");
}
