import { readFileSync } from "node:fs";
import * as client from "openid-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { namedCodeBlocks } from "#tests/support/markdown-code.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

// The clients of docs/claims.md as they stand there; openid-client in place of each app, asking for what the app is told to ask for.

type Client = NonNullable<PorticoConfig["clients"]>[number];

const recipes = ["grafana", "gitlab", "nextcloud", "argocd"] as const;
const document = readFileSync(new URL("../../docs/claims.md", import.meta.url), "utf8");
const blocks = namedCodeBlocks(document);
const clientSecret = "the secret of an app with a recipe";

async function clientOf(name: (typeof recipes)[number]): Promise<Client> {
  const { code = "" } = blocks.find((block) => block.name === name) ?? {};
  const module = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Record<string, Client>;
  return { ...(module[name] as Client), clientSecret };
}

const groups = ["gitlab-admins", "grafana-admins"];

describe("the recipe of docs/claims.md", () => {
  let harness: Harness;
  let clients: Client[];

  beforeAll(async () => {
    clients = await Promise.all(recipes.map(clientOf));
    harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
      providers: [{ id: "google", clientId: "x", clientSecret: "y", groupsClaim: "groups" }],
      clients,
    });
  });
  afterAll(async () => {
    await harness.close();
    await harness.database.close();
  });

  /** What an app gets: the claims of its ID token, and those of UserInfo. */
  async function signInTo(clientId: string, scope: string) {
    const app = clients.find((one) => one.clientId === clientId);
    const redirectUri = app?.redirectUris?.[0] ?? "";
    const configuration = await client.discovery(
      new URL(harness.issuer),
      clientId,
      clientSecret,
      client.ClientSecretBasic(clientSecret),
      { execute: [client.allowInsecureRequests] },
    );
    const said = { username: "ada", groups, attributes: { quota: "5 GB" } };
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope,
      state: expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: "S256",
    });
    const { callback, asked } = await walkAuthorization(harness, ada, url);
    const tokens = await client.authorizationCodeGrant(configuration, callback, { pkceCodeVerifier, expectedState });
    const userinfo = await client.fetchUserInfo(configuration, tokens.access_token, ada.session.userId);
    return { idToken: { ...tokens.claims() }, userinfo, asked };
  }

  it("gives Grafana the groups that its roles are decided by, and a login name", async () => {
    const { idToken, userinfo } = await signInTo("grafana", "openid profile email groups offline_access");
    for (const claims of [idToken, userinfo]) expect(claims).toMatchObject({ groups });
    expect(userinfo).toMatchObject({ preferred_username: "ada", email: "ada@example.com", email_verified: true });
  });

  it("gives GitLab a nickname, a verified address and groups, and names the nickname on the consent page", async () => {
    const { userinfo, asked } = await signInTo("gitlab", "openid profile email groups");
    expect(userinfo).toMatchObject({ nickname: "ada", email_verified: true, groups, sub: expect.any(String) });
    const scopes = asked.flatMap((view) => view.groups.flatMap((group) => group.scopes));
    expect(scopes.find(({ name }) => name === "profile")?.alsoReleases).toEqual(["nickname"]);
    expect(scopes.map(({ name }) => name)).toContain("groups");
  });

  it("gives Nextcloud name, address, quota and groups in the ID token", async () => {
    const { idToken } = await signInTo("nextcloud", "openid profile email groups");
    expect(idToken).toMatchObject({ name: "Ada Lovelace", email: "ada@example.com", quota: "5 GB", groups });
  });

  it("gives Argo CD the groups and the address in the ID token", async () => {
    const { idToken } = await signInTo("argocd", "openid profile email groups");
    expect(idToken).toMatchObject({ groups, email: "ada@example.com", email_verified: true });
  });

  it("gives no app the groups that it doesn't ask for", async () => {
    const { idToken, userinfo } = await signInTo("grafana", "openid profile");
    for (const claims of [idToken, userinfo]) expect(claims).not.toHaveProperty("groups");
  });
});
