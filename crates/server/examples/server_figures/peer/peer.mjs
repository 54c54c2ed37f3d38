// oidc-provider on a free port, for the figures that stand beside ours: JWT access tokens signed with
// ES256, its in-memory adapter. It prints one line of JSON when it is ready, with what the
// measurements need, and ends with its standard input.
//
// Its userinfo and introspection refuse access tokens that are JWT, so those two are asked about
// tokens of its other kind, which it looks up instead of checking a signature.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { generateKeyPairSync } from "node:crypto";
import Provider from "oidc-provider";

const FAMILIES = 8;
const API = "https://api.example.org";
const { version } = JSON.parse(
  readFileSync(new URL("node_modules/oidc-provider/package.json", import.meta.url)),
);
const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const signing = { ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: "peer" };

const server = createServer();
server.keepAliveTimeout = 120_000;
server.listen(0, "127.0.0.1", async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const service = {
    client_id: "service",
    client_secret: "service-secret-service-secret-service-secret",
    grant_types: ["client_credentials"],
    redirect_uris: [],
    response_types: [],
    token_endpoint_auth_method: "client_secret_basic",
    id_token_signed_response_alg: "ES256",
  };
  const app = {
    client_id: "app",
    application_type: "native",
    grant_types: ["authorization_code", "refresh_token"],
    redirect_uris: ["http://127.0.0.1/callback"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
    id_token_signed_response_alg: "ES256",
  };
  const provider = new Provider(issuer, {
    clients: [service, app],
    jwks: { keys: [signing] },
    cookies: { keys: ["not needed here"] },
    scopes: ["openid", "profile", "email", "offline_access"],
    claims: { openid: ["sub"], profile: ["preferred_username", "name"], email: ["email", "email_verified"] },
    // As ours: the identity token says who it is, and every refresh brings a new refresh token.
    conformIdTokenClaims: false,
    rotateRefreshToken: true,
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({
        sub: id,
        preferred_username: "ana",
        name: "ana",
        email: "ana@example.org",
        email_verified: false,
      }),
    }),
    ttl: { AccessToken: 600, ClientCredentials: 600, IdToken: 300, RefreshToken: 14 * 86_400, Grant: 90 * 86_400 },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: () => true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: "sessions",
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "ES256" } },
        }),
      },
    },
  });
  server.on("request", provider.callback());

  const client = await provider.Client.find(app.client_id);
  const grant = async () => {
    const given = new provider.Grant({ accountId: "ana", clientId: app.client_id });
    given.addOIDCScope("openid profile email offline_access");
    given.addResourceScope(API, "sessions");
    return { accountId: "ana", client, grantId: await given.save(), gty: "authorization_code" };
  };
  const [refresh, access] = [[], []];
  for (let family = 0; family < FAMILIES; family += 1) {
    const token = new provider.RefreshToken({
      ...(await grant()),
      scope: "openid profile email offline_access sessions",
      resource: API,
      iiat: Math.floor(Date.now() / 1000),
    });
    refresh.push(await token.save());
    const opaque = new provider.AccessToken({
      ...(await grant()),
      scope: "openid profile email",
      expiresIn: 86_400,
    });
    access.push(await opaque.save());
  }
  const basic = Buffer.from(`${service.client_id}:${service.client_secret}`).toString("base64");
  console.log(JSON.stringify({ version, base: issuer, basic, refresh, access }));
});

process.stdin.on("end", () => process.exit(0)).resume();
