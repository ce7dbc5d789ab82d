import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  calendarAudience,
  type Harness,
  notesAudience,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  obtainTokens,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { type WalkOptions, walkAuthorization } from "#tests/support/walk-authorization.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), { ...testConfig, acrValues: ["silver"] });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

type Change = Record<string, string | undefined>;

const walk = (who: SignedIn, change: Change, options?: WalkOptions) => {
  const request = authorizationRequest(buddy, newVerifier().challenge, change);
  return walkAuthorization(harness, who, `/oauth2/authorize?${request}`, options);
};
const idToken = async (who: SignedIn, change: Change) =>
  decodeJwt((await obtainTokens(harness, who, buddy, change)).id_token ?? "");
const acrClaim = (demand: object) => JSON.stringify({ id_token: { acr: demand } });

describe("acr", () => {
  it("is what the provider said, for apps that ask by acr_values or claims, and for no others", async () => {
    const who = await harness.signIn("Silver Person", undefined, { acr: "silver" });
    expect((await idToken(who, { acr_values: "gold silver" }))["acr"]).toBe("silver");
    expect((await idToken(who, { claims: acrClaim({ essential: true, values: ["silver"] }) }))["acr"]).toBe("silver");
    expect(await idToken(who, {})).not.toHaveProperty("acr");
  });

  it("claims no level where the provider said nothing", async () => {
    expect((await idToken(await harness.signIn(), { acr_values: "gold" }))["acr"]).toBe("0");
  });

  it("stays the one of the sign-in at refresh", async () => {
    const who = await harness.signIn("Silver Person", undefined, { acr: "silver" });
    const scope = "openid offline_access";
    const tokens = await obtainTokens(harness, who, buddy, { scope, prompt: "consent", acr_values: "silver" });
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
    const answer = (await (await tokenRequest(harness, buddy, refresh)).json()) as TokenAnswer;
    expect(decodeJwt(answer.id_token ?? "")["acr"]).toBe("silver");
  });

  it("that is essential and not reached makes people sign in again, and then refuses", async () => {
    const who = await harness.signIn("Bronze Person");
    let asked = 0;
    const { callback } = await walk(
      who,
      { claims: acrClaim({ essential: true, value: "silver" }) },
      {
        onSignIn: () => {
          asked++;
          return harness.signIn("Bronze Person", who);
        },
      },
    );
    expect([asked, callback.searchParams.get("error")]).toEqual([1, "unmet_authentication_requirements"]);
  });

  it("that is essential is reached by signing in again, better", async () => {
    const who = await harness.signIn("Bronze Person");
    const onSignIn = () => harness.signIn("Bronze Person", who, { acr: "silver" });
    const { callback } = await walk(who, { claims: acrClaim({ essential: true, value: "silver" }) }, { onSignIn });
    expect(callback.searchParams.has("code")).toBe(true);
  });

  it("is announced in discovery as the operator said", async () => {
    const metadata = await (await fetch(`${harness.issuer}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({ acr_values_supported: ["0", "silver"] });
  });
});

describe("what an app wishes of the pages", () => {
  it("login_hint reaches the sign-in page, and nothing of prompt=select_account is skipped", async () => {
    const who = await harness.signIn("Two Accounts");
    const seen: unknown[] = [];
    const { callback } = await walk(
      who,
      { prompt: "select_account", login_hint: "ada@example.com" },
      {
        onSignIn: (step) => {
          seen.push(step);
          return harness.signIn("The Other Account", who);
        },
      },
    );
    expect(seen).toEqual([
      expect.objectContaining({ kind: "sign_in", loginHint: "ada@example.com", prompt: "select_account" }),
    ]);
    expect(callback.searchParams.has("code")).toBe(true);
  });

  it("prompt=login is asked of the provider also beside select_account", async () => {
    const who = await harness.signIn("Two Wishes");
    const wishes: unknown[] = [];
    const onSignIn = (step: { prompt: unknown }) => {
      wishes.push(step.prompt);
      return harness.signIn("Two Wishes", who);
    };
    await walk(who, { prompt: "select_account login" }, { onSignIn });
    expect(wishes).toEqual(["login"]);
  });

  it("ui_locales goes along to the pages, unless it is no wish but a flood", async () => {
    const ask = async (ui_locales: string) => {
      const request = authorizationRequest(buddy, newVerifier().challenge, { ui_locales });
      const { browser } = await harness.signIn("Sprachperson");
      const answer = await browser.fetch(`/oauth2/authorize?${request}`);
      return new URL(answer.headers.get("location") ?? "", harness.issuer).searchParams.get("ui_locales");
    };
    expect(await ask("de-AT de en")).toBe("de-AT de en");
    expect(await ask("x".repeat(201))).toBeNull();
  });

  it("max_age is forgotten by nobody: auth_time is in the ID token, and no later than the sign-in", async () => {
    const who = await harness.signIn();
    const claims = await idToken(who, { max_age: "600" });
    expect(claims["auth_time"]).toBe(who.session.authTimeSeconds);
  });
});

describe("a session that was raised (step-up)", () => {
  it("shows its new acr, amr and auth_time to apps, under the same sub and sid", async () => {
    const who = await harness.signIn();
    const asked = { acr_values: "silver", max_age: "600" };
    const before = await idToken(who, asked);
    const authTimeSeconds = who.session.authTimeSeconds - 5;
    const { opaqueId } = await harness.vault.raise(who.session, { acr: "silver", amr: ["hwk"], authTimeSeconds });
    who.browser.store(await harness.vault.setCookieHeader(opaqueId));
    const after = await idToken(who, asked);
    expect(before).toMatchObject({ acr: "0" });
    expect(after).toMatchObject({ acr: "silver", auth_time: authTimeSeconds });
    expect([after.sub, after["sid"]]).toEqual([before.sub, before["sid"]]);
  });

  it("lets an app in that wants a younger authentication", async () => {
    const who = await harness.signIn();
    const earlier = Math.floor(Date.now() / 1000) - 1_000;
    const old = { acr: undefined, amr: ["pwd"], authTimeSeconds: earlier };
    who.browser.store(await harness.vault.setCookieHeader((await harness.vault.raise(who.session, old)).opaqueId));
    const { callback: refused } = await walk(who, { max_age: "300", prompt: "none" });
    expect(refused.searchParams.get("error")).toBe("login_required");
    const now = { acr: undefined, amr: ["pwd", "hwk"], authTimeSeconds: Math.floor(Date.now() / 1000) };
    who.browser.store(await harness.vault.setCookieHeader((await harness.vault.raise(who.session, now)).opaqueId));
    const { callback } = await walk(who, { max_age: "300" });
    expect(callback.searchParams.get("code")).not.toBeNull();
  });
});

describe("resource indicators (RFC 8707)", () => {
  it("let one consent cover two APIs, each with a token of its own", async () => {
    const { verifier, challenge } = newVerifier();
    const request = authorizationRequest(buddy, challenge, {
      scope: "openid offline_access calendar:read notes:read",
      prompt: "consent",
      resource: calendarAudience,
    });
    request.append("resource", notesAudience);
    const { callback } = await walkAuthorization(harness, await harness.signIn(), `/oauth2/authorize?${request}`);
    const redeemed = (await (
      await tokenRequest(harness, buddy, {
        grant_type: "authorization_code",
        code: callback.searchParams.get("code") ?? "",
        code_verifier: verifier,
        redirect_uri: buddy.redirectUri,
      })
    ).json()) as TokenAnswer;
    const refresh = async (resource: string, refresh_token: string) =>
      (await (
        await tokenRequest(harness, buddy, { grant_type: "refresh_token", refresh_token, resource })
      ).json()) as TokenAnswer;
    const calendar = await refresh(calendarAudience, redeemed.refresh_token ?? "");
    expect(calendar.scope).toBe("calendar:read");
    expect(await introspect(harness, calendar.access_token)).toMatchObject({ aud: calendarAudience });
    const notes = await refresh(notesAudience, calendar.refresh_token ?? "");
    expect(decodeJwt(notes.access_token)).toMatchObject({ aud: notesAudience, scope: "notes:read" });
  });

  it("refuse an address that is none, or has a fragment, or one of two that isn't the client's", async () => {
    const errorOf = async (resources: string[]) => {
      const request = authorizationRequest(buddy, newVerifier().challenge);
      for (const resource of resources) request.append("resource", resource);
      const answer = await (await harness.signIn()).browser.fetch(`/oauth2/authorize?${request}`);
      return new URL(answer.headers.get("location") ?? "").searchParams.get("error");
    };
    expect(await errorOf(["calendar"])).toBe("invalid_target");
    expect(await errorOf([`${calendarAudience}#x`])).toBe("invalid_target");
    expect(await errorOf([calendarAudience, "https://api.example/rooms"])).toBe("invalid_target");
  });
});

describe("what a refresh token rests on is looked at again at every refresh", () => {
  const restartedWith = async (change: (client: (typeof testConfig.clients)[number]) => object | undefined) => {
    const clients = testConfig.clients.flatMap((client) => {
      const changed = client.clientId === buddy.clientId ? change(client) : client;
      return changed ? [changed as (typeof testConfig.clients)[number]] : [];
    });
    return startAuthorizationServer(harness.database, { ...testConfig, clients }, { issuer: harness.issuer });
  };
  const tokens = async (who: SignedIn) =>
    obtainTokens(harness, who, buddy, {
      scope: "openid offline_access calendar:read calendar:write",
      resource: calendarAudience,
      prompt: "consent",
    });
  const refreshAt = async (server: Harness, refresh_token: string | undefined) => {
    const params = { grant_type: "refresh_token", refresh_token: refresh_token ?? "", resource: calendarAudience };
    const answer = await tokenRequest(server, buddy, params);
    const body = (await answer.json()) as TokenAnswer;
    return answer.status === 200 ? `200 ${body.scope}` : `${answer.status} ${body.error}`;
  };

  it("the API that the operator took from the client", async () => {
    const { refresh_token } = await tokens(await harness.signIn());
    const server = await restartedWith((client) => ({ ...client, resources: [notesAudience] }));
    expect(await refreshAt(server, refresh_token)).toBe("400 invalid_target");
    await server.close();
  });

  it("the scope that the operator took from the client", async () => {
    const { refresh_token } = await tokens(await harness.signIn());
    const scopes = ["openid", "offline_access", "calendar:read"];
    const server = await restartedWith((client) => ({ ...client, scopes, optionalScopes: [] }));
    expect(await refreshAt(server, refresh_token)).toBe("200 calendar:read");
    await server.close();
  });

  it("the client that the operator took out", async () => {
    const { refresh_token } = await tokens(await harness.signIn());
    const server = await restartedWith(() => undefined);
    expect(await refreshAt(server, refresh_token)).toBe("401 invalid_client");
    await server.close();
  });

  it("the person who was disabled", async () => {
    const who = await harness.signIn("Disabled Later");
    const { refresh_token } = await tokens(who);
    await harness.accountControl.disable(who.session.userId);
    expect(await refreshAt(harness, refresh_token)).toBe("400 invalid_grant");
  });

  it("and the code too, when the person was disabled in between", async () => {
    const who = await harness.signIn("Disabled Sooner");
    const code = await obtainCode(harness, who);
    await harness.accountControl.disable(who.session.userId);
    expect((await tokenRequest(harness, buddy, code)).status).toBe(400);
  });
});
