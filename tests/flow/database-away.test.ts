import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { type Database, openDatabase } from "#server/database/database.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";
import { type CuttableRelay, startCuttableRelay } from "#tests/support/cuttable-relay.ts";
import { nextListeningChange } from "#tests/support/notifications.ts";
import {
  createPostgresDatabase,
  type PostgresTestDatabase,
  testDatabaseUrl,
} from "#tests/support/postgres-template.ts";
import { testPeople } from "#tests/support/test-people.ts";

const settings = {
  session: { idleSeconds: 600, absoluteSeconds: 3600 },
  secure: true,
  publicUrl: "https://portal.example",
};
const audit = { record: () => {}, flush: async () => {} };
const person = { userId: randomUUID(), identityId: randomUUID() };

describe.skipIf(!testDatabaseUrl)("while PostgreSQL is away, the BFF", () => {
  let created: PostgresTestDatabase;
  let relay: CuttableRelay;
  let database: Database;
  let vault: ReturnType<typeof createSessionVault>;
  let api: RecordingApi;
  let portal: BffHarness;
  let cookie: string;

  beforeAll(async () => {
    created = await createPostgresDatabase();
    relay = await startCuttableRelay(created.url);
    database = await openDatabase({ kind: "postgres", url: relay.url, poolSize: 3 });
    const identity = { id: person.identityId, providerId: "google", issuer: "https://g.example", subject: "1" };
    await database.prisma.user.create({
      data: { id: person.userId, displayName: "Ada Lovelace", identities: { create: identity } },
    });
    vault = createSessionVault({
      settings,
      people: testPeople(),
      keys: new KeyRing([new Secret("a".repeat(40))]),
      database,
      audit,
    });
    api = await startRecordingApi();
    const demo = { target: api.url, websocket: true };
    portal = await startBff({ demo }, { vault, notify: database.notify });
    const { opaqueId } = await vault.start({
      ...person,
      providerId: "google",
      upstreamSid: undefined,
      acr: undefined,
      amr: [],
      authTimeSeconds: Math.floor(Date.now() / 1000),
      replaces: undefined,
    });
    cookie = (await vault.setCookieHeader(opaqueId)).split(";", 1)[0] ?? "";
  });

  afterAll(async () => {
    await portal.close();
    await api.close();
    vault.close();
    await database.close();
    await relay.cut();
    await created.drop();
  });

  const call = (path: string) => portal.fetch(path, { headers: { Cookie: cookie } });

  it("says so, and when to try again, instead of failing or taking anybody for signed out; then goes on", async () => {
    expect((await call("/bff/api/demo/")).status).toBe(200);
    const deaf = nextListeningChange(database.notify);
    await relay.cut();
    expect(await deaf).toBe(false);
    for (const path of ["/bff/api/demo/", "/bff/user"]) {
      const answer = await call(path);
      expect(answer.status).toBe(503);
      expect(answer.headers.get("retry-after")).toBe("2");
      expect(await answer.json()).toMatchObject({ code: "database_unavailable" });
    }
    const socket = new WebSocket(`${portal.url.replace("http", "ws")}/bff/api/demo/`, {
      headers: { Cookie: cookie, Origin: portal.url },
    }).on("error", () => {});
    const [, refusal] = (await once(socket, "unexpected-response")) as [unknown, IncomingMessage];
    expect(refusal.resume().statusCode).toBe(503);
    expect(refusal.headers["retry-after"]).toBe("2");
    expect(api.seen).toHaveLength(1);
    await relay.mend();
    await expect.poll(async () => (await call("/bff/api/demo/")).status, { timeout: 30_000 }).toBe(200);
  });
});
