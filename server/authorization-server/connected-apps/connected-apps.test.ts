import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import type { ConnectedApps } from "./connected-apps.ts";
import { createConnectedApps } from "./create-connected-apps.ts";

const now = new Date("2026-11-21T12:00:00Z");
const catalog = createCatalog(
  testSettings({
    clients: [
      {
        clientId: "buddy",
        clientSecret: "the secret of Calendar Buddy",
        name: "Calendar Buddy",
        redirectUris: ["https://buddy.example/callback"],
        reviewed: true,
      },
      { clientId: "tv", name: "TV Guide", grantTypes: [], clientUri: "https://tv.example/" },
    ],
    resources: [
      { identifier: "https://api.example/notes", name: "Notes", checksStatusLists: true },
      { identifier: "https://api.example/old", name: "Old API" },
    ],
    scopes: {
      "calendar:read": { title: "See your calendar", description: "Events.", sensitivity: "medium" },
    },
  }),
);

let database: Database;
let apps: ConnectedApps;
const recorded: AuditEntry[] = [];

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  apps = createConnectedApps({
    catalog,
    statusListStaleSeconds: 15,
    database,
    audit: { record: (event: AuditEntry) => void recorded.push(event), flush: async () => {} } as never,
    now: () => now,
  });
});
afterAll(() => database.close());

async function newPerson(): Promise<LiveSession> {
  const id = randomUUID();
  await database.query("INSERT INTO users (id, display_name) VALUES ($1::uuid, 'Somebody')", [id]);
  return { id: randomUUID(), userId: id } as LiveSession;
}

/** A grant as the authorization server leaves it, with one token of each kind that counts and two that don't. */
async function connect(person: LiveSession, clientId: string): Promise<string> {
  const [id, grantId] = [randomUUID(), randomUUID()];
  await database.query(
    `INSERT INTO app_grants (id, grant_id, user_id, client_id, scopes) VALUES ($1::uuid, $2, $3::uuid, $4, $5)`,
    [id, grantId, person.userId, clientId, ["calendar:read", "cat:feed"]],
  );
  const record = (model: string, expiresAt: string, consumedAt: string | null = null) =>
    database.query(
      `INSERT INTO oidc_records (model, id_hash, payload, grant_id, expires_at, consumed_at)
       VALUES ($1, $2, '{}'::jsonb, $3, $4::timestamptz, $5::timestamptz)`,
      [model, randomUUID(), grantId, expiresAt, consumedAt],
    );
  await record("Grant", "2036-01-01");
  await record("AccessToken", "2026-11-21T12:05:00Z");
  await record("AccessToken", "2026-11-21T11:55:00Z");
  await record("RefreshToken", "2026-12-21");
  await record("RefreshToken", "2026-12-21", "2026-11-20");
  return id;
}

describe("the list", () => {
  it("names each app with its host and what it may do, in the operator's words where there are any", async () => {
    const person = await newPerson();
    await connect(person, "buddy");
    expect(await apps.list(person)).toMatchObject([
      {
        name: "Calendar Buddy",
        hostName: "buddy.example",
        reviewed: true,
        scopes: [{ title: "See your calendar" }, { title: "cat:feed", sensitivity: "high" }],
        lastUsedAtSeconds: undefined,
      },
    ]);
  });

  it("keeps apps that left the settings, by what is known of them", async () => {
    const person = await newPerson();
    await connect(person, "gone");
    await connect(person, "tv");
    const listed = await apps.list(person);
    expect(listed.map(({ name, hostName }) => [name, hostName]).sort()).toEqual([
      ["TV Guide", "tv.example"],
      ["gone", undefined],
    ]);
  });

  it("is each person's own", async () => {
    const [owner, stranger] = [await newPerson(), await newPerson()];
    const id = await connect(owner, "buddy");
    expect(await apps.list(stranger)).toEqual([]);
    for (const wrong of [id, "not-a-uuid", randomUUID()]) {
      await expect(apps.get(stranger, wrong)).rejects.toMatchObject({ code: "grant_not_found" });
      await expect(apps.revoke(stranger, wrong)).rejects.toMatchObject({ code: "grant_not_found" });
    }
    expect((await apps.get(owner, id)).name).toBe("Calendar Buddy");
  });
});

describe("removing access", () => {
  it("ends the grant with all that hangs on it, and counts on the receipt what was still alive", async () => {
    const person = await newPerson();
    const id = await connect(person, "buddy");
    const other = await connect(person, "tv");
    expect(await apps.revoke(person, id)).toEqual({
      appName: "Calendar Buddy",
      revokedAtSeconds: now.getTime() / 1000,
      accessTokens: 1,
      refreshTokens: 1,
      listed: { count: 0, refusedWithinSeconds: 15 },
      unlisted: { count: 0, apis: [], lastExpirySeconds: 0 },
    });
    const left = await database.query(
      "SELECT 1 AS one FROM oidc_records r JOIN app_grants g ON g.grant_id = r.grant_id WHERE g.id = $1::uuid",
      [id],
    );
    expect(left).toEqual([]);
    expect((await apps.list(person)).map((app) => app.id)).toEqual([other]);
    expect(recorded.at(-1)).toMatchObject({ type: "app_access.revoked", userId: person.userId, clientId: "buddy" });
  });

  it("counts JWT access tokens apart: refused within seconds by APIs that check status lists, accepted longer by others", async () => {
    const person = await newPerson();
    const id = await connect(person, "buddy");
    const signed = (audience: string, minute: number, index: number) =>
      database.query(
        `INSERT INTO oidc_records (model, id_hash, payload, grant_id, expires_at, status_list_id, status_index)
         SELECT 'AccessToken', $1, jsonb_build_object('aud', $2::text), grant_id, $3::timestamptz, 'a list', $4
         FROM app_grants WHERE id = $5::uuid`,
        [randomUUID(), audience, `2026-11-21T12:0${minute}:00Z`, index, id],
      );
    await signed("https://api.example/notes", 4, 1);
    await signed("https://api.example/notes", 5, 2);
    await signed("https://api.example/old", 3, 3);
    await signed("https://api.example/gone", 2, 4);
    const { listed, unlisted, accessTokens } = await apps.revoke(person, id);
    expect(accessTokens).toBe(1);
    expect(listed).toEqual({ count: 2, refusedWithinSeconds: 15 });
    expect(unlisted).toEqual({
      count: 2,
      apis: [{ title: "https://api.example/gone" }, { title: "Old API", translations: {} }],
      lastExpirySeconds: Date.parse("2026-11-21T12:03:00Z") / 1000,
    });
  });

  it("happens once: of two presses of the button at the same time one gets the receipt", async () => {
    const person = await newPerson();
    const id = await connect(person, "buddy");
    const outcomes = await Promise.allSettled([apps.revoke(person, id), apps.revoke(person, id)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
