import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  basic,
  buddySecret,
  type Harness,
  startAuthorizationServer,
} from "#tests/support/authorization-server-harness.ts";
import { type OpenDoor, openFrontDoor } from "#tests/support/front-door-of.ts";
import { authorizationRequest, buddy, newVerifier, spa } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

let harness: Harness;
let door: OpenDoor;
let nowSeconds = 0;

beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase());
  door = await openFrontDoor(harness, {
    rateLimits: { signInPerMinute: 60, tokenPerMinute: 60, adminPerMinute: 600, bffPerMinute: undefined },
    nowSeconds: () => nowSeconds,
  });
});
beforeEach(async () => {
  nowSeconds += 3_600;
  await harness.database.query("DELETE FROM oidc_records");
});
afterAll(async () => {
  await door.close();
  await harness.close();
  await harness.database.close();
});

const { challenge } = newVerifier();
const asking = (change: Record<string, string>) => authorizationRequest(spa, challenge, change);
const device = (change: Record<string, string>) =>
  new URLSearchParams({ client_id: "tv-guide", scope: "openid calendar:read", ...change });

function post(path: string, body: URLSearchParams, headers: Record<string, string> = {}): Promise<Response> {
  const accept = { accept: "application/json", ...headers };
  return fetch(door.url + path, { method: "POST", body, headers: accept, redirect: "manual" });
}

async function stored(): Promise<{ rows: number; bytes: number; largest: number }> {
  const [row] = await harness.database.query<{ rows: number; bytes: number; largest: number }>(
    `SELECT count(*)::int AS rows, coalesce(sum(octet_length(payload::text)), 0)::int AS bytes,
       coalesce(max(octet_length(payload::text)), 0)::int AS largest FROM oidc_records`,
  );
  return row ?? { rows: 0, bytes: 0, largest: 0 };
}

describe("a request that is larger than honest ones", () => {
  const long = "s".repeat(48_000);
  const words = Array.from({ length: 9_000 }, (_, index) => `w${index}`)
    .join(" ")
    .slice(0, 40_000);

  it.each([
    ["state", { state: long }],
    ["nonce", { nonce: long }],
    ["login_hint", { login_hint: long }],
    ["ui_locales", { ui_locales: words }],
    ["acr_values", { acr_values: words }],
    ["claims", { claims: JSON.stringify({ userinfo: { [long]: null } }) }],
    ["state of characters that JSON spells longer", { state: '"'.repeat(5_000) }],
  ])("leaves no row: %s", async (_parameter, change) => {
    for (const [parameter, value] of Object.entries(change)) {
      // As large as the front door takes it, and larger.
      for (const length of [value.length, 9_500]) {
        const body = asking({ [parameter]: value.slice(0, length) });
        const authorized = await post("/oauth2/authorize", body);
        expect([303, 400, 413]).toContain(authorized.status);
        expect(authorized.headers.get("location") ?? "").not.toContain("/consent/");
        expect([400, 413]).toContain((await post("/oauth2/par", body)).status);
        expect(await stored()).toMatchObject({ rows: 0 });
      }
    }
  });

  it("leaves no row when it comes as an address", async () => {
    const answer = await fetch(`${door.url}/oauth2/authorize?${asking({ state: "s".repeat(14_000) })}`, {
      redirect: "manual",
    });
    expect(answer.headers.get("location")).toContain("error=invalid_request");
    expect((await stored()).rows).toBe(0);
  });

  it("leaves no row when a device sends it", async () => {
    const answer = await post("/oauth2/device_authorization", device({ acr_values: "a".repeat(9_500) }));
    expect([400, 413]).toContain(answer.status);
    expect((await stored()).rows).toBe(0);
  });

  it("is refused by its size also when a known app pushes it, and its developer is told", async () => {
    const body = authorizationRequest(buddy, challenge, { state: "s".repeat(12_000) });
    const answer = await post("/oauth2/par", body, basic("calendar-buddy", buddySecret));
    expect(answer.status).toBe(413);
    expect(await answer.json()).toEqual({
      error: "invalid_request",
      error_description: "the request is larger than 8192 bytes",
    });
  });
});

describe("a request as large as honest ones get", () => {
  const large = { state: "s".repeat(7_000) };

  it("is kept in a row that is little more, and can be answered", async () => {
    const ada = await harness.signIn();
    const { callback } = await walkAuthorization(harness, ada, `/oauth2/authorize?${asking(large)}`);
    expect(callback.searchParams.get("code")).toBeTruthy();
    expect(callback.searchParams.get("state")).toBe(large.state);
  });

  it("is kept when it is pushed, and goes on from there", async () => {
    const pushed = await post("/oauth2/par", asking(large));
    expect(pushed.status).toBe(201);
    const { request_uri } = (await pushed.json()) as { request_uri: string };
    const query = new URLSearchParams({ client_id: spa.clientId, request_uri });
    const answer = await fetch(`${door.url}/oauth2/authorize?${query}`, { redirect: "manual" });
    expect(answer.headers.get("location")).toMatch(/^\/consent\//);
    expect((await stored()).largest).toBeLessThan(12_000);
  });
});

it("lets one address leave no more than its share in half an hour, however patiently it comes, and others theirs", async () => {
  const from = (last: number) => ({ "x-forwarded-for": `2001:db8:7::${last.toString(16)}` });
  const body = asking({ state: "s".repeat(7_000) });
  const statuses: number[] = [];
  for (let minute = 0; minute < 4; minute++) {
    for (let count = 0; count < 25; count++) {
      statuses.push((await post("/oauth2/authorize", body, from(statuses.length))).status);
      statuses.push((await post("/oauth2/par", body, from(statuses.length))).status);
    }
    nowSeconds += 60;
  }
  expect(new Set(statuses)).toEqual(new Set([303, 201, 429]));
  // 16 kB for each of the 60 requests that an address may send in a minute.
  expect((await stored()).bytes).toBeLessThan(60 * 16 * 1024 * 1.4);
  const refused = await post("/oauth2/authorize", body, from(1));
  expect([refused.status, Number(refused.headers.get("retry-after")) > 600]).toEqual([429, true]);
  expect((await post("/oauth2/authorize", body, { "x-forwarded-for": "203.0.113.9" })).status).toBe(303);
});
