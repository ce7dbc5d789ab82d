import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { establishSession } from "#server/sign-in/establish-session.ts";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { portalOrigin, type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const authentication = { acr: "urn:example:passkey", amr: ["hwk"], authTimeSeconds: 1_800_000_000 };

eachDatabase("a session that began without a provider", (open) => {
  let harness: SignInHarness;
  let api: RecordingApi;
  let portal: BffHarness;

  beforeAll(async () => {
    harness = await startSignInHarness(await open());
    api = await startRecordingApi();
    portal = await startBff(
      { own: { target: api.url }, repos: { target: api.url, token: "provider:github" } },
      {
        vault: harness.vault,
        upstreamTokens: harness.signIn.upstreamTokens,
        signOut: async (session) => {
          const upstream = await harness.signIn.upstreamTokens.revokeOfSession(session);
          await harness.vault.end(session, "signed_out");
          return { providerId: session.providerId, providerName: undefined, upstream };
        },
      },
    );
  });
  afterAll(async () => {
    await portal.close();
    await api.close();
    await harness.close();
  });

  async function signIn(person?: string) {
    const { database, vault, accounts } = harness;
    const userId = person ?? randomUUID();
    if (!person) {
      await database.prisma.user.create({ data: { id: userId, displayName: "Ada Lovelace", username: "ada" } });
    }
    const audit = { record: (entry: (typeof harness.recorded)[0]) => void harness.recorded.push(entry) };
    const deps = { accounts, vault, audit: { ...audit, flush: async () => {} } };
    const { session, setCookie } = await establishSession(deps, { person: { userId }, authentication, replaces: null });
    const browser = new CookieBrowser(portalOrigin);
    browser.store(setCookie);
    return { session, browser, headers: { Cookie: setCookie.split(";", 1)[0] ?? "" } };
  }

  it("knows its person and authentication, and is recorded as a sign-in", async () => {
    const { session, headers } = await signIn();
    const seen = await harness.vault.authenticate(headers.Cookie);
    expect(seen).toMatchObject({ id: session.id, displayName: "Ada Lovelace", username: "ada", ...authentication });
    expect([seen?.providerId, seen?.identityId, seen?.subject]).toEqual([undefined, undefined, undefined]);
    expect(harness.recorded.at(-1)).toEqual({
      type: "sign_in.succeeded",
      outcome: "success",
      userId: session.userId,
      sessionId: session.id,
      providerId: undefined,
      details: { created: false },
    });
  });

  it("is listed on the account pages without a provider", async () => {
    const { session } = await signIn();
    expect(await harness.vault.listOfUser(session)).toMatchObject([{ id: session.id, providerId: undefined }]);
    expect(await harness.accounts.summary(session)).toMatchObject({ displayName: "Ada Lovelace", identities: [] });
  });

  it("is told to the frontend without idp", async () => {
    const { session, headers } = await signIn();
    const answer = await portal.fetch("/bff/user", { headers });
    expect(answer.status).toBe(200);
    const claims = (await answer.json()) as { type: string; value: unknown }[];
    expect(claims).toContainEqual({ type: "sub", value: session.userId });
    expect(claims).toContainEqual({ type: "acr", value: authentication.acr });
    expect(claims.map(({ type }) => type)).not.toContain("idp");
  });

  it("calls APIs that take the portal's own tokens", async () => {
    const { session, headers } = await signIn();
    expect((await portal.fetch("/bff/api/own/", { headers })).status).toBe(200);
    expect(api.seen.at(-1)?.headers.authorization).toMatch(new RegExp(`^Bearer own-${session.id}-`));
  });

  it("is told to connect the provider whose tokens an API takes", async () => {
    const { headers } = await signIn();
    const before = api.seen.length;
    const answer = await portal.fetch("/bff/api/repos/", { headers });
    expect(await answer.json()).toMatchObject({ type: expect.stringContaining("provider_connection_required") });
    expect(api.seen).toHaveLength(before);
  });

  it("can connect a provider, whose tokens it holds from then on", async () => {
    const { browser, session, headers } = await signIn();
    const start = await harness.at(browser, "/sign-in/start?provider=github&connect=1&return_to=/playground", {
      headers: { referer: `${portalOrigin}/playground` },
    });
    const callback = await harness.choose(start.headers.get("location") ?? "", "ada");
    const answer = await harness.at(browser, callback);
    expect(answer.headers.get("location")).toBe("/playground");
    const { identities } = await harness.accounts.summary(session);
    expect(identities.map(({ providerId }) => providerId)).toEqual(["github"]);
    const scopes: string[] = [];
    expect(await harness.signIn.upstreamTokens.forSession(session, { providerId: "github", scopes })).toBeDefined();
    expect((await harness.vault.authenticate(headers.Cookie))?.providerId).toBeUndefined();
  });

  it("signs out with a receipt that names no provider", async () => {
    const { headers, session } = await signIn();
    const answer = await portal.fetch("/bff/logout", { method: "POST", headers });
    expect(await answer.json()).toEqual({ signed_out: true, provider: null, upstream: [] });
    expect(await harness.vault.isLive(session.id)).toBe(false);
  });

  it("is ended by no provider's logout", async () => {
    const { session } = await signIn();
    const logout = { issuer: `${harness.origin}/google`, providerIds: ["google"], subject: "1" };
    expect(await harness.vault.endByUpstream(logout)).toBe(0);
    expect(await harness.vault.isLive(session.id)).toBe(true);
  });

  it("isn't begun for a disabled account", async () => {
    const { session } = await signIn();
    await harness.accountControl.disable(session.userId);
    await expect(signIn(session.userId)).rejects.toMatchObject({ code: "account_disabled" });
  });

  it("ends when what it can't be without fails to be stored", async () => {
    const userId = randomUUID();
    await harness.database.prisma.user.create({ data: { id: userId, displayName: "Ada Lovelace" } });
    const deps = { ...harness, audit: { record: () => {}, flush: async () => {} } };
    const started: string[] = [];
    const keep = (session: { id: string }) => {
      started.push(session.id);
      return Promise.reject(new AppError("provider_rejected"));
    };
    await expect(
      establishSession(deps, { person: { userId }, authentication, replaces: null, keep }),
    ).rejects.toMatchObject({ code: "provider_rejected" });
    expect(await harness.vault.isLive(started[0] ?? "")).toBe(false);
  });
});
