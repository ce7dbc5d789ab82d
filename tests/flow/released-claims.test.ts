import { decodeJwt } from "jose";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import {
  basic,
  type Harness,
  notesAudience,
  type SignedIn,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { obtainTokens, type RawClient, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const redirectUri = "https://app.example/callback";
const secret = "the secret of the notes API";
const clientOf = (clientId: string): RawClient => ({ clientId, redirectUri, secret: undefined });
const opaqueAudience = "https://api.example/opaque";

const app = (clientId: string, more: object = {}) => ({
  clientId,
  name: clientId,
  redirectUris: [redirectUri],
  scopes: ["openid", "profile", "email", "groups", "roles", "hr", "offline_access", "notes:read", "opaque:read"],
  optionalScopes: ["groups"],
  resources: [notesAudience, opaqueAudience],
  ...more,
});

const config = {
  providers: [{ id: "google", clientId: "x", clientSecret: "y", groupsClaim: "groups" }],
  scopes: { hr: { title: "See your job", description: "Your department." } },
  roles: { editor: { groups: ["editors"] } },
  resources: [
    { identifier: notesAudience, name: "Notes", scopes: ["notes:read"], accessTokenFormat: "jwt" },
    { identifier: opaqueAudience, name: "Opaque", scopes: ["opaque:read"] },
  ],
  claims: {
    department: { scope: "hr", in: ["id_token", "userinfo", "access_token", "introspection", "bff_user"] },
    groups: { in: ["id_token", "userinfo", "introspection"] },
  },
  clients: [
    app("plain"),
    app("api-first", { apiTokenFirst: true }),
    app("renaming", {
      claims: {
        teams: { from: "groups", scope: "profile", startsWith: "app-", strip: true, in: ["id_token"] },
        department: false,
      },
    }),
    app("usual", { scopes: undefined, optionalScopes: [] }),
    {
      clientId: "api",
      clientSecret: secret,
      name: "API",
      grantTypes: ["client_credentials"],
      scopes: [],
      introspects: [opaqueAudience, notesAudience],
    },
  ],
} satisfies PorticoConfig;

const groups = ["app-admins", "editors"];
const said = { groups, attributes: { department: "Engines" } };
const all = "openid profile groups roles hr";

eachDatabase("claims by the operator's rules", (open) => {
  let harness: Harness;
  let elsewhere: Harness;
  beforeAll(async () => {
    const database = await open();
    harness = await startAuthorizationServer(database, config);
    elsewhere = await startAuthorizationServer(database, config, { issuer: harness.issuer });
  });
  afterAll(async () => {
    await elsewhere.close();
    await harness.close();
  });

  async function userinfoOf({ access_token }: TokenAnswer, at = harness): Promise<Record<string, unknown>> {
    const headers = { authorization: `Bearer ${access_token}` };
    return (await (await fetch(`${at.url}/oauth2/userinfo`, { headers })).json()) as Record<string, unknown>;
  }

  async function introspected({ access_token = "" }: TokenAnswer, at = harness): Promise<Record<string, unknown>> {
    return (await (
      await at.form("/oauth2/introspect", { token: access_token }, basic("api", secret))
    ).json()) as Record<string, unknown>;
  }

  const idToken = ({ id_token = "" }: TokenAnswer) => decodeJwt(id_token);
  const tokens = (who: SignedIn, client: string, scope: string, more: object = {}) =>
    obtainTokens(harness, who, clientOf(client), { scope, ...more });

  it("are in the ID token and UserInfo with their scopes, and not without", async () => {
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const told = { groups, roles: ["editor"], department: "Engines" };
    const full = await tokens(ada, "plain", all);
    expect(idToken(full)).toMatchObject(told);
    expect(await userinfoOf(full)).toMatchObject(told);
    const less = await tokens(await harness.signIn("Less", undefined, said), "plain", "openid profile");
    for (const claims of [idToken(less), await userinfoOf(less)]) {
      for (const name of Object.keys(told)) expect(claims).not.toHaveProperty(name);
    }
  });

  it("follow a scope that a refresh leaves out", async () => {
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const full = await tokens(ada, "plain", `${all} offline_access`, { prompt: "consent" });
    const request = { grant_type: "refresh_token", refresh_token: full.refresh_token ?? "", scope: "openid groups" };
    const narrow = (await (await tokenRequest(harness, clientOf("plain"), request)).json()) as TokenAnswer;
    expect(idToken(narrow)).toMatchObject({ groups });
    expect(idToken(narrow)).not.toHaveProperty("department");
  });

  it("are renamed, filtered and left out for one client", async () => {
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const claims = idToken(await tokens(ada, "renaming", all));
    expect(claims).toMatchObject({ teams: ["admins"], groups, roles: ["editor"] });
    expect(claims).not.toHaveProperty("department");
  });

  it("are in an API's JWT by what the person allowed the app", async () => {
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const request = { resource: notesAudience };
    const { access_token = "" } = await tokens(ada, "api-first", `${all} notes:read`, request);
    expect(decodeJwt(access_token)).toMatchObject({ aud: notesAudience, department: "Engines" });
    expect(decodeJwt(access_token)).not.toHaveProperty("groups");
    const grace = await harness.signIn("Grace Hopper", undefined, said);
    const without = await tokens(grace, "api-first", "openid notes:read", request);
    expect(decodeJwt(without.access_token ?? "")).not.toHaveProperty("department");
  });

  it("are in an introspection as they are now, in every process", async () => {
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const issued = await tokens(ada, "api-first", `${all} opaque:read`, { resource: opaqueAudience });
    for (const at of [harness, elsewhere, harness, elsewhere]) {
      const answer = await introspected(issued, at);
      expect(answer).toMatchObject({ active: true, client_id: "api-first", groups, department: "Engines" });
      expect(answer).not.toHaveProperty("roles");
    }
    await harness.signIn("Ada Lovelace", undefined, { groups: ["editors"], attributes: {} });
    for (const at of [harness, elsewhere]) {
      const answer = await introspected(issued, at);
      expect(answer).toMatchObject({ active: true, groups: ["editors"] });
      expect(answer).not.toHaveProperty("department");
    }
  });

  it("are refused to an app whose settings don't name the scope", async () => {
    const ada = await harness.signIn("Ada Lovelace", undefined, said);
    const request = new URLSearchParams({ client_id: "usual", redirect_uri: redirectUri, response_type: "code" });
    request.set("scope", "openid groups");
    request.set("code_challenge", "a".repeat(43));
    request.set("code_challenge_method", "S256");
    const answer = await ada.browser.fetch(`/oauth2/authorize?${request}`);
    const location = new URL(answer.headers.get("location") ?? "", harness.url);
    expect(location.searchParams.get("error")).toBe("invalid_scope");
  });

  it("are listed by discovery, with the scopes that every client may ask for alone", async () => {
    const found = await fetch(`${harness.url}/.well-known/openid-configuration`);
    const { scopes_supported, claims_supported } = (await found.json()) as Record<string, string[]>;
    expect(scopes_supported).toEqual(["openid", "profile", "email", "offline_access"]);
    expect(claims_supported).toEqual(expect.arrayContaining(["groups", "roles", "department"]));
  });

  it("are left out whole when they are too long, and logged once", async () => {
    const many = Array.from({ length: 200 }, (_, index) => `group-${index}`.padEnd(60, "x"));
    const ada = await harness.signIn("Many", undefined, { groups: many });
    for (let count = 0; count < 2; count++) {
      expect(idToken(await tokens(ada, "plain", all))).not.toHaveProperty("groups");
    }
    expect(harness.logged.filter((line) => line.includes("too long") && line.includes("id_token"))).toHaveLength(1);
  });
});
