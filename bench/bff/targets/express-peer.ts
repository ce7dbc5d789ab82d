import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import expressOidc from "express-openid-connect";
import { createProxyMiddleware } from "http-proxy-middleware";
import { startInstantProvider } from "#tests/support/instant-provider.ts";
import { listenAndSayReady } from "./say-ready.ts";

// What many run today: express-openid-connect's encrypted cookie session and http-proxy-middleware, as their own
// documentation shows them.
const app = express();
const server = createServer(app);
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const provider = await startInstantProvider(`${url}/callback`);

app.use(
  expressOidc.auth({
    issuerBaseURL: provider.issuer,
    baseURL: url,
    clientID: provider.clientId,
    clientSecret: provider.clientSecret,
    secret: "a secret that is long enough for the bench",
    authorizationParams: { response_type: "code", scope: "openid" },
    authRequired: false,
    idTokenSigningAlg: "RS256",
  }),
);
app.use(
  "/api",
  expressOidc.requiresAuth(),
  createProxyMiddleware({
    target: process.env["API_URL"] ?? "",
    on: {
      proxyReq(outgoing, incoming) {
        const { oidc } = incoming as unknown as { oidc: { accessToken?: { access_token: string } } };
        outgoing.setHeader("authorization", `Bearer ${oidc.accessToken?.access_token}`);
        outgoing.removeHeader("cookie");
      },
    },
  }),
);

const cookies = new Map<string, string>();
await follow(`${url}/login`);
await provider.close();
server.close();
server.closeAllConnections();
const session = [...cookies].find(([name]) => name === "appSession");
if (!session) throw new Error("the express peer's sign-in did not work");
await listenAndSayReady(server, { prefix: "/api", cookies: [session.join("=")], headers: {} });

/** Signs in by following redirects with one cookie jar, as a browser would. */
async function follow(target: string): Promise<void> {
  const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(target, { headers: { cookie } }, resolve).on("error", reject).end();
  });
  response.resume();
  for (const line of response.headers["set-cookie"] ?? []) {
    const [pair = ""] = line.split(";", 1);
    cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
  }
  const location = response.headers.location;
  if (location && !cookies.has("appSession")) await follow(new URL(location, target).href);
}
