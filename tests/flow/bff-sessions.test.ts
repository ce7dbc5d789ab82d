import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";

const settings = {
  session: { idleSeconds: 600, absoluteSeconds: 3600 },
  secure: true,
  publicUrl: "https://portal.example",
};
const keys = new KeyRing([new Secret("a".repeat(40))]);
const audit = { record: () => {}, flush: async () => {} };

eachDatabase("the BFF on the real session vault", (open) => {
  let database: Database;
  let reads = 0;
  let listening = true;
  let api: RecordingApi;
  let portal: BffHarness;
  let here: ReturnType<typeof createSessionVault>;
  let elsewhere: ReturnType<typeof createSessionVault>;
  const person = { userId: randomUUID(), identityId: randomUUID() };

  beforeAll(async () => {
    database = await open();
    await database.prisma.user.create({
      data: {
        id: person.userId,
        displayName: "Ada Lovelace",
        identities: {
          create: { id: person.identityId, providerId: "google", issuer: "https://g.example", subject: "1" },
        },
      },
    });
  });

  /** The database as one process sees it: counted, and able to lose its listener. */
  function watched(): Pick<Database, "prisma" | "notify" | "transaction" | "query"> {
    const query = <Row>(sql: string, params?: readonly unknown[]) => {
      reads += 1;
      return database.query<Row>(sql, params);
    };
    const notify = new Proxy(database.notify, {
      get: (target, name) => (name === "listening" ? listening && target.listening : Reflect.get(target, name)),
    });
    return { prisma: database.prisma, notify, transaction: database.transaction, query };
  }

  beforeEach(async () => {
    listening = true;
    api = await startRecordingApi();
    const seen = watched();
    here = createSessionVault({ settings, people: testPeople(), keys, database: seen, audit });
    elsewhere = createSessionVault({ settings, people: testPeople(), keys, database, audit });
    portal = await startBff(
      { demo: { target: api.url, websocket: true } },
      {
        vault: here,
        notify: seen.notify,
        signOut: async (session) => {
          await here.end(session, "signed_out");
          return { providerId: session.providerId, providerName: "Google", upstream: [] };
        },
      },
    );
  });

  afterEach(async () => {
    await portal.close();
    await api.close();
    here.close();
    elsewhere.close();
  });

  async function signIn() {
    const { session, opaqueId } = await here.start({
      ...person,
      providerId: "google",
      upstreamSid: undefined,
      acr: undefined,
      amr: [],
      authTimeSeconds: Math.floor(Date.now() / 1000),
      replaces: undefined,
    });
    const [cookie = ""] = (await here.setCookieHeader(opaqueId)).split(";", 1);
    return { session, opaqueId, cookie };
  }

  const call = (cookie: string) => portal.fetch("/bff/api/demo/", { headers: { Cookie: cookie } });

  it("unseals a cookie and reads the database for a session's first call and not again", async () => {
    const unseal = vi.spyOn(CookieSeal.prototype, "unseal");
    const { cookie } = await signIn();
    expect((await call(cookie)).status).toBe(200);
    const before = reads;
    expect(unseal).toHaveBeenCalledOnce();
    for (let count = 0; count < 50; count++) expect((await call(cookie)).status).toBe(200);
    expect(reads).toBe(before);
    expect(unseal).toHaveBeenCalledOnce();
    unseal.mockRestore();
  });

  it("attaches a new token of the portal's once a session was raised in another process, and refuses the cookie from before", async () => {
    const { session, cookie } = await signIn();
    const attached = async (header: string) => {
      const { status } = await call(header);
      return status === 200 ? api.seen.at(-1)?.headers.authorization : status;
    };
    const before = await attached(cookie);
    expect(await attached(cookie)).toBe(before);
    const authTimeSeconds = Math.floor(Date.now() / 1000);
    const { opaqueId } = await elsewhere.raise(session, { acr: "silver", amr: ["hwk"], authTimeSeconds });
    const [newCookie = ""] = (await elsewhere.setCookieHeader(opaqueId)).split(";", 1);
    expect(await attached(cookie)).toBe(401);
    const after = await attached(newCookie);
    expect(after).toMatch(/^Bearer own-/);
    expect(after).not.toBe(before);
    const user = (await (await portal.fetch("/bff/user", { headers: { Cookie: newCookie } })).json()) as unknown[];
    expect(user).toContainEqual({ type: "acr", value: "silver" });
  });

  it("refuses a session at the next call that ended in another process, and closes its WebSockets", async () => {
    const sockets = new WebSocketServer({ server: api.server });
    const { session, cookie } = await signIn();
    expect((await call(cookie)).status).toBe(200);
    const socket = new WebSocket(`${portal.url.replace("http", "ws")}/bff/api/demo/`, {
      headers: { Cookie: cookie, Origin: portal.url },
    });
    await once(socket, "open");
    const closed = once(socket, "close");
    await elsewhere.end(session, "signed_out_everywhere");
    expect((await closed)[0]).toBe(1008);
    expect((await call(cookie)).status).toBe(401);
    sockets.close();
  });

  /** The first event of a stream has come; whether it was cut off is in `rest`, what became of the API's call in `cancelled`. */
  async function openStream(cookie: string) {
    const cancelled = Promise.withResolvers<void>();
    api.answer = (_, response) => {
      response.on("close", () => cancelled.resolve());
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
    };
    const reader = ((await call(cookie)).body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: 1\n\n");
    return { rest: reader.read(), cancelled: cancelled.promise };
  }

  it("breaks off answers that are still coming when their session ends in another process", async () => {
    const { session, cookie } = await signIn();
    const [first, second] = [await openStream(cookie), await openStream((await signIn()).cookie)];
    const broken = expect(first.rest).rejects.toThrow("terminated");
    await elsewhere.end(session, "revoked_by_person");
    await broken;
    await first.cancelled;
    // Somebody else's goes on: nothing has come, and nothing has ended.
    expect(await Promise.race([second.rest, "open"])).toBe("open");
    await elsewhere.endAllOfUser(person.userId, "signed_out_everywhere");
    await expect(second.rest).rejects.toThrow("terminated");
  });

  it("breaks them off when the account is disabled", async () => {
    const { cookie } = await signIn();
    const { rest, cancelled } = await openStream(cookie);
    const broken = expect(rest).rejects.toThrow("terminated");
    await createAccountStore(database).disable(person.userId, new Date());
    expect((await call(cookie)).status).toBe(401);
    await broken;
    await cancelled;
    await database.prisma.user.update({ where: { id: person.userId }, data: { disabledAt: null } });
  });

  it("asks the database while it doesn't hear of other processes", async () => {
    const { session, cookie } = await signIn();
    expect((await call(cookie)).status).toBe(200);
    listening = false;
    const before = reads;
    expect((await call(cookie)).status).toBe(200);
    expect(reads).toBeGreaterThan(before);
    await elsewhere.end(session, "signed_out");
    expect((await call(cookie)).status).toBe(401);
  });

  it("refuses the saved cookie after a sign-out", async () => {
    const { cookie } = await signIn();
    expect((await portal.fetch("/bff/logout", { method: "POST", headers: { Cookie: cookie } })).status).toBe(200);
    expect((await call(cookie)).status).toBe(401);
    expect(api.seen).toEqual([]);
  });

  it.each([
    ["a flipped bit", (value: string) => flip(value, Math.floor(value.length / 2))],
    ["a flipped last bit", (value: string) => flip(value, value.length - 3)],
    ["a cut-off end", (value: string) => value.slice(0, -10)],
    ["nothing in it", () => ""],
    ["rubbish in it", () => "rubbish"],
    ["quotes and spaces", () => '" "'],
    ["100 KB would not fit; 8 KB", () => "a".repeat(8192)],
  ])("treats a cookie with %s as signed out", async (_, broken) => {
    const { cookie } = await signIn();
    const [name, value = ""] = cookie.split("=", 2);
    expect((await call(`${name}=${broken(value)}`)).status).toBe(401);
    expect(api.seen).toEqual([]);
  });

  it("treats a doubled cookie as signed out, in either order", async () => {
    const [mine, planted] = [(await signIn()).cookie, (await signIn()).cookie];
    expect((await call(`${mine}; ${planted}`)).status).toBe(401);
    expect((await call(`${planted}; ${mine}`)).status).toBe(401);
  });

  it("treats a cookie that was sealed for another purpose as signed out", async () => {
    const { opaqueId, cookie } = await signIn();
    const other = await new CookieSeal(keys, "auth-transaction").seal({ id: opaqueId }, 600);
    expect((await call(`${cookie.split("=", 1)[0]}=${other}`)).status).toBe(401);
  });
});

function flip(value: string, at: number): string {
  return value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1);
}
