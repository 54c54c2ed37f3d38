// Asks the browser for a passkey and puts its answer into the form. The page says what to ask in
// `data-passkey`, has every sentence ready in its own language, and works without this file by the other ways that it offers.
"use strict";

const form = document.querySelector("form[data-passkey]");
const told = document.querySelector("[data-passkey-told]");

const toBytes = (text) => {
  const base64 = text.replace(/-/g, "+").replace(/_/g, "/");
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
};

const toText = (buffer) => {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
};

const withBytes = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

async function make(options) {
  const key = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: withBytes(options.excludeCredentials),
    },
  });
  return {
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    response: {
      attestationObject: toText(key.response.attestationObject),
      clientDataJSON: toText(key.response.clientDataJSON),
    },
    extensions: {},
  };
}

async function use(options) {
  const key = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: toBytes(options.challenge),
      allowCredentials: withBytes(options.allowCredentials),
    },
  });
  const person = key.response.userHandle;
  return {
    id: key.id,
    rawId: toText(key.rawId),
    type: key.type,
    response: {
      authenticatorData: toText(key.response.authenticatorData),
      clientDataJSON: toText(key.response.clientDataJSON),
      signature: toText(key.response.signature),
      userHandle: person ? toText(person) : null,
    },
    extensions: {},
  };
}

if (form && window.PublicKeyCredential) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    const answer = form.elements.namedItem("code");
    if (answer.value) {
      return;
    }
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.disabled = true;
    try {
      const asked = JSON.parse(form.dataset.passkey).publicKey;
      const made = form.dataset.passkeyNew === "" ? await make(asked) : await use(asked);
      answer.value = JSON.stringify(made);
      button.disabled = false;
      form.submit();
    } catch (error) {
      button.disabled = false;
      told.hidden = false;
      told.textContent =
        error.name === "InvalidStateError" ? told.dataset.taken : told.dataset.failed;
    }
  });
} else if (told) {
  told.hidden = false;
  told.textContent = told.dataset.unknown;
}
