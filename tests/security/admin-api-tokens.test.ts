import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { type AdminApiWorld, adminAudience, deskApp, startAdminApiWorld } from "#tests/support/admin-api-world.ts";
import { basic, buddyRedirect, type SignedIn } from "#tests/support/authorization-server-harness.ts";
import { dpopProof, newProofKey } from "#tests/support/dpop-proof.ts";
import { type CertificateAuthority, createCertificateAuthority } from "#tests/support/local-certificates.ts";
import { obtainTokens } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const metadata = "https://portal.example/.well-known/oauth-protected-resource/admin/api/v1";

let database: Database;
let world: AdminApiWorld;
let authority: CertificateAuthority;
beforeAll(async () => {
  authority = createCertificateAuthority();
  database = await openEmbeddedTestDatabase();
  world = await startAdminApiWorld(database);
});
beforeEach(() => void world.entries.set("ada", { id: "ada", name: "Ada", revision: 1 }));
afterAll(async () => {
  await world.harness.close();
  await database.close();
  authority.remove();
});

async function refusal(answer: Response) {
  const { code } = (await answer.json()) as { code: string };
  return { status: answer.status, code, challenge: answer.headers.get("www-authenticate") };
}
const read = (token?: string, headers: Record<string, string> = {}) =>
  world.call("/users/ada", { ...(token === undefined ? {} : { token }), headers });
const disable = (token: string) => world.call("/users/ada/disable", { token, method: "POST" });

describe("the API of the administration", () => {
  it("says where tokens for it come from (RFC 9728)", async () => {
    const answer = await fetch(`${world.harness.url}/.well-known/oauth-protected-resource/admin/api/v1`);
    expect(await answer.json()).toMatchObject({
      resource: adminAudience,
      authorization_servers: ["https://portal.example"],
      scopes_supported: expect.arrayContaining(["portico.admin", "portico.admin.users.read"]),
    });
  });

  it("asks for a token, and takes no session cookie for one", async () => {
    const { browser, session } = await world.harness.signIn("Grace");
    world.roles.set(session.userId, ["admin"]);
    const challenge = `Bearer realm="portico-admin", resource_metadata="${metadata}"`;
    const cookie = browser.cookieHeader("/admin/api/v1/users/ada") ?? "";
    expect(cookie).not.toBe("");
    for (const headers of [{}, { cookie }]) {
      expect(await refusal(await read(undefined, headers))).toEqual({
        status: 401,
        code: "access_token_required",
        challenge,
      });
    }
  });

  it.each([
    ["one that is made up", "ptc_at_c0123456789012345678901234567890123456789ab"],
    ["garbage", "x"],
    ["a JWT of nobody", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ."],
  ])("refuses %s", async (_, token) => {
    expect(await refusal(await read(token))).toEqual({
      status: 401,
      code: "access_token_invalid",
      challenge: `Bearer error="invalid_token", error_description="invalid token provided", resource_metadata="${metadata}"`,
    });
  });

  it("refuses a header that is no bearer token", async () => {
    const basicHeader = basic("ops", "x");
    expect(await refusal(await read(undefined, basicHeader))).toMatchObject({
      status: 401,
      code: "access_token_invalid",
    });
  });

  it("refuses a token for another audience, and one for userinfo", async () => {
    const other = await world.clientToken("calendar:read", { resource: "https://api.example/calendar" });
    expect(await refusal(await read(other))).toMatchObject({ status: 401, code: "access_token_invalid" });
    const userinfo = await obtainTokens(world.harness, await world.harness.signIn("Alan"), deskApp, {
      scope: "openid",
    });
    expect(await refusal(await read(userinfo.access_token))).toMatchObject({ code: "access_token_invalid" });
  });

  it("refuses a revoked token", async () => {
    const token = await world.clientToken();
    expect((await read(token)).status).toBe(200);
    await world.harness.form("/oauth2/revoke", { token }, basic("ops", "the secret of the operations desk"));
    expect(await refusal(await read(token))).toMatchObject({ status: 401, code: "access_token_invalid" });
  });

  it("gives no token for it to an app that the operator didn't give it", async () => {
    const form = { grant_type: "client_credentials", scope: "portico.admin", resource: adminAudience };
    const service = await world.harness.form(
      "/oauth2/token",
      form,
      basic("night-report", "the secret of Night Report"),
    );
    expect(await service.json()).toMatchObject({ error: "invalid_target" });
    const scoped = await world.harness.form(
      "/oauth2/token",
      { ...form, scope: "portico.admin.roles" },
      basic("bound-ops", "the secret of the bound desk"),
    );
    expect(await scoped.json()).toMatchObject({ error: "invalid_scope" });
    const request = new URLSearchParams({
      client_id: "calendar-buddy",
      redirect_uri: buddyRedirect,
      response_type: "code",
      scope: "portico.admin",
      resource: adminAudience,
      code_challenge: "x".repeat(43),
      code_challenge_method: "S256",
    });
    const browser = (await world.harness.signIn("Edsger")).browser;
    const asked = await browser.fetch(`/oauth2/authorize?${request}`);
    expect(new URL(asked.headers.get("location") ?? "").searchParams.get("error")).toBe("invalid_target");
  });
});

describe("a client's token", () => {
  it("does what its scopes allow, and names the scope that is missing", async () => {
    const token = await world.clientToken("portico.admin.users.read");
    expect((await read(token)).status).toBe(200);
    const refused = await world.call("/users/ada", {
      token,
      method: "PATCH",
      json: { name: "x" },
      headers: { "if-match": "*" },
    });
    expect(await refusal(refused)).toEqual({
      status: 403,
      code: "admin_not_allowed",
      challenge: `Bearer error="insufficient_scope", error_description="the token has no such scope", scope="portico.admin.users", resource_metadata="${metadata}"`,
    });
    expect(world.entries.get("ada")?.name).toBe("Ada");
  });

  it("needs no fresh sign-in, because no person acts", async () => {
    expect((await disable(await world.clientToken("portico.admin.users"))).status).toBe(200);
  });

  it("that is bound to a key counts only with its proof (RFC 9449)", async () => {
    const key = await newProofKey();
    const proof = await dpopProof(key, { htu: "https://portal.example/oauth2/token" });
    const token = await world.clientToken("portico.admin", {}, { dpop: proof });
    const dpop = async (htu: string, accessToken = token) => ({
      authorization: `DPoP ${token}`,
      dpop: await dpopProof(key, { htm: "GET", htu, accessToken }),
    });
    const htu = `${adminAudience}/users/ada`;
    const headers = await dpop(htu);
    expect((await read(undefined, headers)).status).toBe(200);
    expect((await refusal(await read(undefined, headers))).challenge).toMatch(/^DPoP error="invalid_token"/);
    expect((await refusal(await read(token))).challenge).toMatch(/^Bearer error="invalid_token"/);
    expect((await refusal(await read(undefined, await dpop(`${htu}/disable`)))).challenge).toMatch(
      /^DPoP error="invalid_dpop_proof"/,
    );
    expect(await refusal(await read(undefined, await dpop(htu, "another")))).toMatchObject({ status: 401 });
  });

  it("that is bound to a certificate counts only with it (RFC 8705)", async () => {
    const [right, wrong] = [authority.issue("right", "/CN=right"), authority.issue("wrong", "/CN=wrong")];
    const shown = (certificate: { certificate: string }) => ({
      "x-ssl-client-cert": encodeURIComponent(certificate.certificate),
    });
    const form = { grant_type: "client_credentials", scope: "portico.admin", resource: adminAudience };
    const answer = await world.harness.form("/oauth2/token", form, {
      ...basic("bound-ops", "the secret of the bound desk"),
      ...shown(right),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect((await read(token, shown(right))).status).toBe(200);
    expect(await refusal(await read(token, shown(wrong)))).toMatchObject({ status: 401, code: "access_token_invalid" });
    expect(await refusal(await read(token))).toMatchObject({ status: 401, code: "access_token_invalid" });
  });
});

describe("a person's token", () => {
  let ada: SignedIn;
  let token: string;
  beforeEach(async () => {
    ada = await world.harness.signIn("Ada Lovelace");
    world.roles.set(ada.session.userId, ["admin"]);
    token = await world.personToken(ada);
  });

  it("does what both its scopes and the person's roles allow", async () => {
    expect((await read(token)).status).toBe(200);
    const narrow = await world.personToken(ada, "openid portico.admin.users.read");
    expect((await refusal(await disable(narrow))).challenge).toContain("insufficient_scope");
    world.roles.set(ada.session.userId, ["auditor"]);
    // Another token wouldn't help, so no scope is asked for.
    expect(await refusal(await disable(token))).toEqual({ status: 403, code: "admin_not_allowed", challenge: null });
    world.roles.delete(ada.session.userId);
    expect((await read(token)).status).toBe(403);
  });

  it("is recorded as the person with the client", async () => {
    world.recorded.length = 0;
    await read(token);
    expect(world.recorded).toMatchObject([{ actor: `user:${ada.session.userId}`, details: { client: "desk-app" } }]);
  });

  it("needs a sign-in of the last 15 minutes for what can't be taken back (RFC 9470)", async () => {
    expect((await disable(token)).status).toBe(200);
    const authTimeSeconds = Math.floor(Date.now() / 1000) - 15 * 60 - 5;
    await world.harness.vault.raise(ada.session, { acr: undefined, amr: ["pwd"], authTimeSeconds });
    expect(await refusal(await disable(token))).toEqual({
      status: 401,
      code: "fresh_sign_in_required",
      challenge: `Bearer error="insufficient_user_authentication", error_description="a more recent sign-in is required", max_age="900", resource_metadata="${metadata}"`,
    });
    expect((await read(token)).status).toBe(200);
  });

  it("that outlives its session reads, and does nothing that needs a fresh sign-in", async () => {
    const kept = await world.personToken(ada, "openid offline_access portico.admin");
    await world.harness.vault.end(ada.session, "signed_out");
    expect((await read(kept)).status).toBe(200);
    expect(await refusal(await disable(kept))).toMatchObject({ code: "fresh_sign_in_required" });
    // Without offline_access it ends with the session.
    expect((await read(token)).status).toBe(401);
  });

  it("ends at once when the person is disabled", async () => {
    expect((await read(token)).status).toBe(200);
    await world.harness.accountControl.disable(ada.session.userId);
    expect((await read(token)).status).toBe(401);
    await world.harness.accountControl.enable(ada.session.userId);
    expect((await read(token)).status).toBe(401);
  });
});

it("tells the consent page in far-reaching words what its scopes are", async () => {
  const { catalog } = world.harness;
  expect(catalog.scopes.find("portico.admin.users")).toMatchObject({
    title: "Manage people",
    sensitivity: "high",
    translations: { de: { title: "Verwalten: Personen" } },
  });
});
