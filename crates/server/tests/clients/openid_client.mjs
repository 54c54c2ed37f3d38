// One sign-in by openid-client, told line by line: {"open"} asks the test to lead the browser there and
// to answer with the address it came back to, {"done"} is what the client learnt.
import { createInterface } from "node:readline";
import * as oidc from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI, WAY } = process.env;
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const say = (message) => console.log(JSON.stringify(message));

async function browse(url) {
  say({ open: url.href });
  return new URL((await lines.next()).value);
}

const out = `${REDIRECT_URI}/out`;
const scope = "openid profile email offline_access";
const insecure = { execute: [oidc.allowInsecureRequests] };

/** Known to the server from before, by a shared secret. */
const usual = () =>
  oidc.discovery(new URL(ISSUER), CLIENT_ID, undefined, oidc.ClientSecretBasic(CLIENT_SECRET), insecure);

/** Registers itself, signs who it is instead of sharing a secret, and pushes what it asks. */
async function strict() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = { ...(await crypto.subtle.exportKey("jwk", pair.publicKey)), kid: "key", use: "sig", alg: "ES256" };
  const about = {
    client_name: "Wiki",
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [out],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    scope,
    token_endpoint_auth_method: "private_key_jwt",
    jwks: { keys: [jwk] },
    require_pushed_authorization_requests: true,
    dpop_bound_access_tokens: true,
  };
  const authentication = oidc.PrivateKeyJwt({ key: pair.privateKey, kid: "key" });
  const options = { ...insecure, initialAccessToken: process.env.INITIAL_ACCESS_TOKEN };
  return oidc.dynamicClientRegistration(new URL(ISSUER), about, authentication, options);
}

const config = WAY === "strict" ? await strict() : await usual();
// The strict way binds its tokens to a key.
const proof =
  WAY === "strict" ? { DPoP: oidc.getDPoPHandle(config, await oidc.randomDPoPKeyPair("ES256")) } : undefined;

const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
const request = {
  redirect_uri: REDIRECT_URI,
  scope,
  code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: "S256",
  state: expectedState,
  nonce: expectedNonce,
};
const authorize =
  WAY === "strict"
    ? await oidc.buildAuthorizationUrlWithPAR(config, request, proof)
    : oidc.buildAuthorizationUrl(config, request);

const back = await browse(authorize);
const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
const tokens = await oidc.authorizationCodeGrant(config, back, checks, undefined, proof);
const claims = tokens.claims();
const person = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub, proof);
const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token, undefined, proof);
const live = await oidc.tokenIntrospection(config, refreshed.access_token);
await oidc.tokenRevocation(config, refreshed.refresh_token);
const ended = await oidc.tokenIntrospection(config, refreshed.access_token);
const after = await browse(
  oidc.buildEndSessionUrl(config, {
    post_logout_redirect_uri: out,
    id_token_hint: tokens.id_token,
    state: "bye",
  }),
);
say({
  done: {
    claims,
    person,
    tokenType: tokens.token_type,
    rotated: refreshed.refresh_token !== tokens.refresh_token,
    live: live.active,
    ended: ended.active,
    after: after.href,
  },
});
process.exit(0);
