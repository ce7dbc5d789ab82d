import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "#server/database/database.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { buddy, obtainCode, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const calendarApi = basic("calendar-api", "the secret of the calendar API");

describe("The same question about a token again (RFC 7662)", () => {
  let database: Database;
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    database = await openEmbeddedTestDatabase();
    harness = await startAuthorizationServer(database);
  });
  beforeEach(async () => {
    const request = { scope: "openid calendar:read", resource: calendarAudience };
    const code = await obtainCode(harness, await harness.signIn(), buddy, request);
    const answer = await tokenRequest(harness, buddy, { ...code, resource: calendarAudience });
    token = ((await answer.json()) as TokenAnswer).access_token;
    expect(await (await ask(calendarApi)).json()).toMatchObject({ active: true });
  });
  afterEach(() => vi.useRealTimers());
  afterAll(async () => {
    await harness.close();
    await database.close();
  });

  const ask = (caller: Record<string, string>) => harness.form("/oauth2/introspect", { token }, caller);

  it("gets the answer that the library gives, to the header", async () => {
    const repeated = await ask(calendarApi);
    // Whatever else may be accepted too is the library's to judge.
    const fresh = await ask({ ...calendarApi, accept: "application/json, */*" });
    expect(headersOf(repeated)).toEqual(headersOf(fresh));
    const body = await repeated.text();
    expect(body).toBe(await fresh.text());
    expect(JSON.parse(body)).toMatchObject({ active: true, scope: "calendar:read", client_id: "calendar-buddy" });
  });

  it("is answered by whose secret is right, and by nothing else of the one that was answered", async () => {
    const strangers = {
      "another secret": basic("calendar-api", "not the secret"),
      "another app's secret": basic("calendar-api", "the secret of Night Report"),
      nobody: {},
    };
    for (const [who, headers] of Object.entries(strangers)) {
      const refused = await ask(headers);
      expect([who, refused.status]).toEqual([who, who === "nobody" ? 400 : 401]);
      expect(await refused.text()).not.toContain("calendar:read");
    }
    const other = await ask(basic("night-report", "the secret of Night Report"));
    expect(await other.json()).toEqual({ active: false });
  });

  it("is answered by a signed answer when one is asked for (RFC 9701)", async () => {
    const signed = await ask({ ...calendarApi, accept: "application/token-introspection+jwt" });
    expect(decodeJwt(await signed.text())).toMatchObject({ token_introspection: { active: true } });
  });

  it("is refused when a parameter stands there twice, whatever was answered before", async () => {
    const doubled = await fetch(`${harness.url}/oauth2/introspect`, {
      method: "POST",
      headers: { ...calendarApi, accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: `token=${token}&token=${token}`,
    });
    expect(doubled.status).toBe(400);
  });

  it("gets another answer once the token has expired", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 24 * 3600_000 });
    expect(await (await ask(calendarApi)).json()).toEqual({ active: false });
  });
});

/** Without what the front door makes anew for each request: its id, and the nonce of the policy. */
function headersOf(response: Response): Record<string, string> {
  const ofEachRequest = ["date", "x-request-id", "content-security-policy"];
  return Object.fromEntries([...response.headers].filter(([name]) => !ofEachRequest.includes(name)));
}
