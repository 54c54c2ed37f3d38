// One sign-in without a browser by openid-client, told line by line: {"number"} is what the program shows,
// {"done"} is what it learnt. With MODE=ping it waits to be told before it asks for its tokens.
import { createServer } from "node:http";
import * as oidc from "openid-client";

const { ISSUER, CLIENT_ID, CLIENT_SECRET, MODE, PORT } = process.env;
const say = (message) => console.log(JSON.stringify(message));

const token = "notification-".repeat(3);
let told;
const ping = new Promise((resolve) => (told = resolve));
if (MODE === "ping") {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      response.writeHead(204).end();
      told({ authorization: request.headers.authorization, body: JSON.parse(body) });
    });
  });
  await new Promise((resolve) => server.listen(Number(PORT), "127.0.0.1", resolve));
}

const insecure = { execute: [oidc.allowInsecureRequests] };
const authentication = oidc.ClientSecretBasic(CLIENT_SECRET);
const config = await oidc.discovery(new URL(ISSUER), CLIENT_ID, undefined, authentication, insecure);
const asked = await oidc.initiateBackchannelAuthentication(config, {
  scope: "openid profile offline_access",
  login_hint: "ana",
  binding_message: "Pay 12.50 at the till",
  ...(MODE === "ping" ? { client_notification_token: token } : {}),
});
say({ number: asked.number, interval: asked.interval, life: asked.expires_in });

let pinged;
if (MODE === "ping") {
  pinged = await ping;
}
// The clock of the server stands still in tests, so it would find every second poll too early.
const tokens = await oidc.pollBackchannelAuthenticationGrant(config, { ...asked, interval: 1 });
const claims = tokens.claims();
const person = await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
const refreshed = await oidc.refreshTokenGrant(config, tokens.refresh_token);
say({
  done: {
    claims,
    person,
    rotated: refreshed.refresh_token !== tokens.refresh_token,
    told: pinged && pinged.authorization === `Bearer ${token}` && pinged.body.auth_req_id === asked.auth_req_id,
  },
});
process.exit(0);
