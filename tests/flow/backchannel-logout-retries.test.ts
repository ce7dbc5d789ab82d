import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { createClientLookup } from "#server/authorization-server/clients/client-lookup.ts";
import {
  type BackchannelLogoutDeps,
  backchannelLogoutKind,
  startBackchannelLogout,
} from "#server/authorization-server/logout/backchannel-logout.ts";
import type { Database } from "#server/database/database.ts";
import { createOutboxStore } from "#server/outbox/outbox-store.ts";
import { type Harness, startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const { retryDelaysSeconds } = backchannelLogoutKind;

eachDatabase("a logout token that an app doesn't take", (open) => {
  let database: Database;
  let harness: Harness;
  let app: Server;
  let requests: string[];
  let status: number | "silent";
  let hungUp: PromiseWithResolvers<void>;
  let nowMs: number;

  beforeAll(async () => {
    database = await open();
    app = createServer((request, response) => {
      requests.push(request.url ?? "");
      request.resume();
      if (request.url === "/neighbour") response.end();
      else if (status !== "silent") response.writeHead(status, { location: "/elsewhere" }).end();
      else response.on("close", hungUp.resolve);
    });
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
    const told: Record<string, string> = { "calendar-buddy": "/logout", "house-app": "/neighbour" };
    const clients = testConfig.clients.map((client) => {
      const path = told[client.clientId];
      return path ? { ...client, backchannelLogoutUri: url + path } : client;
    }) as typeof testConfig.clients;
    harness = await startAuthorizationServer(database, { ...testConfig, clients });
  });
  afterAll(async () => {
    await harness.close();
    app.closeAllConnections();
    app.close();
  });

  const start = (change: Partial<BackchannelLogoutDeps> = {}) =>
    startBackchannelLogout({
      settings: harness.settings,
      store: createOutboxStore(database),
      clients: createClientLookup(harness.catalog),
      keys: harness.server.signingKeys,
      audit: harness.audit,
      log: { warn: () => undefined },
      now: () => new Date(nowMs),
      // None here: a busy machine is no silent app.
      timeoutMs: 60_000,
      ...change,
    });
  const rows = (clientId = "calendar-buddy") =>
    database.query<{ attempts: number; dueMs: number }>(
      `SELECT attempts, (extract(epoch FROM next_attempt_at) * 1000)::float8 AS "dueMs" FROM outbox
       WHERE kind = 'backchannel_logout' AND target = $1`,
      [clientId],
    );
  const insert = (clientId: string) =>
    database.query(
      `INSERT INTO outbox (kind, target, payload, next_attempt_at)
       VALUES ('backchannel_logout', $1, '{"accountId":"ada","sid":"sid"}', $2)`,
      [clientId, new Date(nowMs)],
    );
  /** One look at the queue, by a process that ends when it has dealt with what it took; when the row is due again. */
  const look = async (change: Partial<BackchannelLogoutDeps> = {}) => {
    const queue = start(change);
    await queue.deliver();
    await queue.stop();
    return (await rows())[0]?.dueMs;
  };

  beforeEach(async () => {
    await database.query("DELETE FROM outbox");
    requests = [];
    // Far ahead of the clock: the server's own queue finds nothing due.
    nowMs = Date.now() + 365 * 24 * 60 * 60_000;
    await insert("calendar-buddy");
    status = 500;
    hungUp = Promise.withResolvers();
  });

  it("is sent again after each of the delays, not before, and given up after the last", async () => {
    for (const [index, delaySeconds] of retryDelaysSeconds.entries()) {
      const dueMs = nowMs + delaySeconds * 1000;
      expect(await look()).toBe(dueMs);
      expect(requests).toHaveLength(index + 1);
      nowMs = dueMs - 1;
      expect(await look()).toBe(dueMs);
      expect(requests).toHaveLength(index + 1);
      nowMs = dueMs;
    }
    expect(await look()).toBeUndefined();
    expect(requests).toHaveLength(retryDelaysSeconds.length + 1);
  });

  it("is delivered once the app is back, by whichever process looks next", async () => {
    nowMs = (await look()) ?? 0;
    status = 200;
    expect(await look()).toBeUndefined();
    expect(requests).toEqual(["/logout", "/logout"]);
  });

  it("is not carried on to where the app redirects", async () => {
    status = 307;
    expect(await look()).toBe(nowMs + (retryDelaysSeconds[0] ?? 0) * 1000);
    expect(requests).toEqual(["/logout"]);
  });

  it("holds up no other app while it is waited for", async () => {
    status = "silent";
    await insert("house-app");
    const queue = start();
    await queue.deliver();
    await expect.poll(() => rows("house-app")).toEqual([]);
    await expect.poll(() => requests.toSorted()).toEqual(["/logout", "/neighbour"]);
    expect(await Promise.race([hungUp.promise, "waited for"])).toBe("waited for");
    app.closeAllConnections();
    await queue.stop();
    expect(await rows()).toEqual([{ attempts: 1, dueMs: nowMs + (retryDelaysSeconds[0] ?? 0) * 1000 }]);
  });

  it("is hung up on when its time is over, and sent again", async () => {
    status = "silent";
    expect(await look({ timeoutMs: 100 })).toBe(nowMs + (retryDelaysSeconds[0] ?? 0) * 1000);
    await hungUp.promise;
  });

  it("has all of its time, whatever signing took", async () => {
    const clock = vi.spyOn(AbortSignal, "timeout");
    const begunWhenSigned: boolean[] = [];
    const signer: BackchannelLogoutDeps["keys"]["signer"] = (algorithm) => {
      begunWhenSigned.push(clock.mock.calls.length > 0);
      return harness.server.signingKeys.signer(algorithm);
    };
    status = 200;
    expect(await look({ keys: { signer } })).toBeUndefined();
    expect([begunWhenSigned, clock.mock.calls]).toEqual([[false], [[60_000]]]);
    clock.mockRestore();
  });
});
