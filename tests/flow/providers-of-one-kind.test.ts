import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { startProvidersOfOneKind } from "#tests/support/providers-of-one-kind.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let database: Database;
let providers: Awaited<ReturnType<typeof startProvidersOfOneKind>>;
let harness: SignInHarness;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  providers = await startProvidersOfOneKind();
  harness = await startSignInHarness(database, { providers: providers.settings });
});
afterAll(async () => {
  await harness.close();
  await providers.close();
  await database.close();
});

const asked = async (id: string, form: Record<string, string> = {}) =>
  new URL(await harness.press(harness.newBrowser(), id, form)).searchParams;
const identityOf = ({ identityId = "" }: Pick<LiveSession, "identityId">) =>
  database.prisma.identity.findFirstOrThrow({ where: { id: identityId } });
const tokenOf = (session: LiveSession, providerId: string) =>
  database.prisma.upstreamToken.findFirstOrThrow({ where: { sessionId: session.id, providerId } });
const ask = (session: LiveSession, providerId: string) =>
  harness.signIn.upstreamTokens.forSession(session, { providerId, scopes: [] });
const expire = (session: LiveSession) =>
  database.prisma.upstreamToken.updateMany({
    where: { sessionId: session.id },
    data: { accessTokenExpiresAt: new Date(Date.now() - 10_000) },
  });

describe("two Entra tenants", () => {
  it("sign people in by tenant and object id, and never vouch for an address", async () => {
    const staff = await harness.signedIn("ada", "staff");
    const partners = await harness.signedIn("ada", "partners");
    const [atStaff, atPartners] = [await identityOf(staff.session), await identityOf(partners.session)];
    expect([atStaff.providerId, atPartners.providerId]).toEqual(["staff", "partners"]);
    expect(atStaff.issuer).not.toBe(atPartners.issuer);
    expect(atStaff.subject).toMatch(/^[0-9a-f-]{36}$/);
    expect(staff.session.userId).not.toBe(partners.session.userId);
    expect([atStaff.emailVerified, atPartners.emailVerified]).toEqual([false, false]);
  });

  it.each(["staff", "partners"])("ask for a fresh sign-in and a refresh token at %s", async (id) => {
    const params = await asked(id, { prompt: "login" });
    expect(params.get("prompt")).toBe("login");
    expect(params.get("max_age")).toBe("0");
    expect(params.get("scope")).toBe("openid profile email offline_access User.Read");
  });

  it("know the cancel of a person at both", async () => {
    for (const id of ["staff", "partners"]) {
      const { location } = await harness.signInAs("cancel", id);
      expect(location).toContain("code=sign_in_cancelled");
    }
  });
});

describe("GitHub beside a GitHub Enterprise Server", () => {
  it("keep people with the same number apart", async () => {
    const here = await harness.signedIn("ada", "github");
    const there = await harness.signedIn("ada", "github-corp");
    const [identity, corp] = [await identityOf(here.session), await identityOf(there.session)];
    expect(identity.subject).toBe(corp.subject);
    expect(identity.issuer).toBe(`${providers.origin}/github`);
    expect(corp.issuer).toBe(`${providers.enterprise}/github`);
    expect(here.session.userId).not.toBe(there.session.userId);
  });

  it("choose the account again where a fresh sign-in is asked for, with the hint by GitHub's name", async () => {
    for (const id of ["github", "github-corp"]) {
      const params = await asked(id, { prompt: "login", login_hint: "ada" });
      expect([params.get("prompt"), params.get("login"), params.get("max_age")]).toEqual([
        "select_account",
        "ada",
        null,
      ]);
    }
  });

  it("take a token back at the server that gave it", async () => {
    const { session } = await harness.signedIn("grace", "github-corp");
    const before = [providers.first.calls("github", "revoke"), providers.corp.calls("github", "revoke")];
    expect(await harness.signIn.upstreamTokens.revokeOfSession(session)).toEqual([
      { providerId: "github-corp", outcome: "revoked" },
    ]);
    expect(providers.first.calls("github", "revoke")).toBe(before[0]);
    expect(providers.corp.calls("github", "revoke")).toBe((before[1] ?? 0) + 1);
  });
});

describe("two Google clients", () => {
  it("give one account, because Google names a person the same to both", async () => {
    const main = await harness.signedIn("ada", "google");
    const shop = await harness.signedIn("ada", "google-shop");
    expect(shop.session.userId).toBe(main.session.userId);
    expect([main.session.providerId, shop.session.providerId]).toEqual(["google", "google-shop"]);
  });

  it("choose the account again where a fresh sign-in is asked for", async () => {
    for (const id of ["google", "google-shop"]) {
      expect((await asked(id, { prompt: "login" })).get("prompt")).toBe("select_account");
    }
    expect((await asked("google")).get("access_type")).toBe("offline");
    expect((await asked("google-shop")).get("access_type")).toBe("online");
  });

  it("share a refresh token between sessions of one client, and never with the other's", async () => {
    await harness.signedIn("grace", "google");
    const again = await harness.signedIn("grace", "google");
    const shop = await harness.signedIn("grace", "google-shop");
    expect((await tokenOf(again.session, "google")).refreshToken).not.toBeNull();
    expect((await tokenOf(shop.session, "google-shop")).refreshToken).toBeNull();
    await expire(again.session);
    await expire(shop.session);
    expect((await ask(again.session, "google")).token.reveal()).toMatch(/^ya29\.demo\./);
    await expect(ask(shop.session, "google-shop")).rejects.toMatchObject({ code: "reauthentication_required" });
  });

  it("leave the grant of a client alone while another session of that client uses it", async () => {
    const one = await harness.signedIn("alan", "google");
    await harness.signedIn("alan", "google");
    const shop = await harness.signedIn("alan", "google-shop");
    const revoke = ({ session }: { session: LiveSession }) => harness.signIn.upstreamTokens.revokeOfSession(session);
    expect(await revoke(one)).toEqual([{ providerId: "google", outcome: "still_used" }]);
    expect(await revoke(shop)).toEqual([{ providerId: "google-shop", outcome: "revoked" }]);
  });
});

describe("a logout token of an issuer with two clients", () => {
  let receiver: Server;
  let to: string;
  beforeAll(async () => {
    receiver = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const token = new URLSearchParams(body).get("logout_token") ?? "";
      const ended = await harness.signIn.acceptLogoutToken(token).catch((error: unknown) => String(error));
      response.end(String(ended));
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  });
  afterAll(() => new Promise((resolve) => receiver.close(resolve)));

  it("is accepted for either client", async () => {
    for (const [id, controls] of [
      ["google", providers.first],
      ["google-shop", providers.second],
    ] as const) {
      const { session } = await harness.signedIn("grace", id);
      const { body } = await controls.sendLogoutToken("google", { to, person: "grace" });
      expect(Number(body)).toBeGreaterThan(0);
      expect(await harness.vault.isLive(session.id)).toBe(false);
      expect(harness.recorded.at(-1)).toMatchObject({ type: "logout.backchannel_received", providerId: id });
    }
  });
});
