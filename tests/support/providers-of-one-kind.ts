import type { IncomingMessage } from "node:http";
import { listenLocally } from "#demo/http/local-server.ts";
import { otherTenant } from "#demo/providers/microsoft.ts";
import { createProviderServer } from "#demo/providers/provider-server.ts";
import { configSchema, type PorticoConfig } from "#server/config/config-schema.ts";
import { demoTenant } from "#server/config/demo-urls.ts";
import { settleProviders } from "#server/config/providers/settle-providers.ts";
import { portalOrigin } from "./sign-in-harness.ts";

const jwksPath = "/google/oauth2/v3/certs";

const client = (id: string) => ({
  clientId: `portico-as-${id}`,
  // One for all, so that each of the servers at one address can open the tokens of the others.
  clientSecret: "a secret of every client",
  redirectUri: `${portalOrigin}/api/auth/callback/${id}`,
});
const clientsOf = (google: string, github: string) => ({
  google: client(google),
  microsoft: client("staff"),
  github: client(github),
});

/**
 * Two providers of each kind in one portal: two Google clients at one issuer, two Entra tenants with one app registration, and
 * GitHub at two addresses. `second` has the second Google client, `corp` the second GitHub, `first` all the others.
 */
export async function startProvidersOfOneKind() {
  const listen = () => listenLocally(0, () => {});
  const [front, firstServer, secondServer, corpServer] = await Promise.all([listen(), listen(), listen(), listen()]);
  const origin = `http://localhost:${front.port}`;
  const enterprise = `http://localhost:${corpServer.port}`;
  const first = createProviderServer(origin, clientsOf("google", "github"));
  const second = createProviderServer(origin, clientsOf("google-shop", "github"));
  const corp = createProviderServer(enterprise, clientsOf("google", "github-corp"));
  corpServer.handle(corp.handle);
  first.controls.registerRedirectUri("microsoft", client("partners").redirectUri);
  firstServer.handle(first.handle);
  secondServer.handle(second.handle);

  const keysOf = async (port: number) => {
    const answer = await fetch(`http://localhost:${port}${jwksPath}`);
    return ((await answer.json()) as { keys: object[] }).keys;
  };
  front.handle(async (request, response) => {
    if (request.url === jwksPath) {
      const keys = (await Promise.all([firstServer, secondServer].map(({ port }) => keysOf(port)))).flat();
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys }));
      return;
    }
    await (namesClient(request, client("google-shop").clientId) ? second : first).handle(request, response);
  });

  return {
    origin,
    enterprise,
    first: first.controls,
    second: second.controls,
    corp: corp.controls,
    settings: settled([
      google(origin, "google"),
      // Without offline access Google gives this client no refresh token.
      { ...google(origin, "google-shop"), name: "Shop", authorizationParams: { access_type: "online" } },
      entra(origin, "staff", demoTenant),
      entra(origin, "partners", otherTenant),
      github(origin, "github"),
      { ...github(enterprise, "github-corp"), name: "GitHub Enterprise" },
    ]),
    async close() {
      await Promise.all([front, firstServer, secondServer, corpServer].map((server) => server.close()));
    },
  };
}

type ProviderEntry = NonNullable<PorticoConfig["providers"]>[number];

const google = (origin: string, id: string): ProviderEntry => ({
  id,
  kind: "google",
  issuer: `${origin}/google`,
  ...credentials(id),
});
/** One app registration for both tenants. */
const entra = (origin: string, id: string, tenant: string): ProviderEntry => ({
  id,
  kind: "microsoft-entra-id",
  name: id,
  issuer: `${origin}/microsoft/${tenant}/v2.0`,
  ...credentials("staff"),
});
const github = (origin: string, id: string): ProviderEntry => ({
  id,
  kind: "github",
  baseUrl: `${origin}/github`,
  apiBaseUrl: `${origin}/github`,
  ...credentials(id),
});

function credentials(id: string) {
  const { clientId, clientSecret } = client(id);
  return { clientId, clientSecret };
}

function settled(providers: ProviderEntry[]) {
  const mistakes: Parameters<typeof settleProviders>[2] = [];
  const made = settleProviders(configSchema.parse({ providers }).providers, "development", mistakes);
  if (mistakes.length > 0) throw new Error(JSON.stringify(mistakes));
  return made;
}

/** Whether a request names a client, by its query or by HTTP Basic. */
function namesClient({ url, headers }: IncomingMessage, clientId: string): boolean {
  if (new URL(url ?? "/", "http://localhost").searchParams.get("client_id") === clientId) return true;
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
  return Buffer.from(basic, "base64").toString("utf8").startsWith(`${clientId}:`);
}
