// How the stand-in enrols push tokens and takes their answers.
import type { commands as Commands, PushTokenView, PushView } from "../bindings";
import { change, view } from "./approvals";
import { fail, open, scene, wait } from "./common";
import { isPushLink, picturedPushes, sampleChoice, sampleCode, sampleTokens } from "./pushes";

let tokens = sampleTokens();
let nextId = 1;

export const restartPushes = () => void (tokens = sampleTokens());

/** Refuses what can no longer be answered; what is found is over. */
async function answer(id: string): Promise<PushView> {
  open();
  await wait(300);
  const push = view().pushes.find((one) => one.id === id) ?? fail("noSuchApproval");
  if (push.expiresAtMs <= Date.now()) fail("approvalOver");
  if (scene.asked.has("pushaway")) fail("serverAway", "connection refused");
  change({ pushes: view().pushes.filter((one) => one.id !== id) });
  return push;
}

async function enrol(from: Pick<PushTokenView, "issuer" | "label" | "server">): Promise<PushTokenView> {
  await wait(1500);
  const serial = `PIPU000${nextId}E5D4`;
  const token = { ...from, id: `new-push-${nextId++}`, serial, createdAtMs: Date.now() };
  tokens = [...tokens, token];
  return token;
}

type Mine =
  "listPushTokens" | "addPushToken" | "addFoundPush" | "removePushToken" | "acceptPush" | "declinePush";

export const pushCommands: Pick<typeof Commands, Mine> = {
  listPushTokens: async () => {
    open();
    return tokens;
  },
  addPushToken: async (link, insist) => {
    open();
    if (!isPushLink(link)) fail("badLink", "the address enrols no push token");
    const url = new URL(link.trim().replace(/^[a-z-]+:/i, "https:"));
    const asked = new URL(url.searchParams.get("url") ?? "https://mfa.example.edu/ttype/push");
    if (url.searchParams.get("sslverify") === "0" && !insist)
      fail("needsInsisting", "sslverify=0: the certificate of the server is not to be checked");
    if (asked.host.includes("away")) fail("serverAway", `could not look up ${asked.host}`);
    const label = decodeURIComponent(url.pathname.slice(1));
    return enrol({ issuer: url.searchParams.get("issuer") ?? "", label, server: asked.host });
  },
  addFoundPush: async (handle) => {
    open();
    const found = picturedPushes().find((one) => one.handle === handle) ?? fail("badInput");
    return enrol({ issuer: found.issuer, label: found.label, server: found.server });
  },
  removePushToken: async (id) => {
    open();
    await wait(200);
    if (!tokens.some((one) => one.id === id)) fail("noSuchPushToken");
    tokens = tokens.filter((one) => one.id !== id);
    return null;
  },
  acceptPush: async (id, choice) => {
    const push = await answer(id);
    if (push.choices.length > 0 && choice !== sampleChoice) fail("wrongChoice");
    return push.tokenId === "t2"
      ? { code: sampleCode, message: "Please enter this code on the login page." }
      : { code: null, message: null };
  },
  declinePush: async (id) => {
    await answer(id);
    return null;
  },
};
