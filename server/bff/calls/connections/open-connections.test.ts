import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import type { RecordingApi } from "#tests/support/bff-harness.ts";
import { type BffWorld, problemOf, startBffWorld } from "#tests/support/bff-world.ts";

/** The API's side of the next call, which it leaves to the test to answer. */
function nextCall(api: RecordingApi): Promise<ServerResponse> {
  const next = Promise.withResolvers<ServerResponse>();
  api.answer = (_, response) => next.resolve(response);
  return next.promise;
}

/** An event stream of which the first event has come. */
async function openStream({ api, portal, session }: BffWorld) {
  const arriving = nextCall(api);
  const answering = portal.fetch("/bff/api/demo/events", { session });
  const apiSide = await arriving;
  apiSide.writeHead(200, { "content-type": "text/event-stream" });
  apiSide.write("data: 1\n\n");
  const reader = ((await answering).body as ReadableStream<Uint8Array>).getReader();
  const next = async () => Buffer.from((await reader.read()).value ?? []).toString();
  expect(await next()).toBe("data: 1\n\n");
  return { apiSide, cancelled: once(apiSide, "close"), next };
}

const nowSeconds = () => Math.floor(Date.now() / 1000);

describe("an answer that is still coming", () => {
  it("is broken off, not ended, when its session ends, and the API's work is cancelled", async () => {
    const { api, portal, session } = await startBffWorld();
    const { cancelled, next } = await openStream({ api, portal, session });
    await portal.vault.end(session);
    await expect(next()).rejects.toThrow("terminated");
    await cancelled;
  });

  it("is broken off too when its length was announced", async () => {
    const { api, portal, session } = await startBffWorld();
    const arriving = nextCall(api);
    const answering = portal.fetch("/bff/api/demo/file", { session });
    const apiSide = await arriving;
    apiSide.writeHead(200, { "content-length": 1000 }).write("half");
    const answer = await answering;
    await portal.vault.end(session);
    await expect(answer.text()).rejects.toThrow("terminated");
  });

  it("goes on when somebody else's session ends, and where the route doesn't depend on who is signed in", async () => {
    const { api, portal, session } = await startBffWorld({ token: "client", requestsPerMinute: 10 });
    const { apiSide, next } = await openStream({ api, portal, session });
    await portal.vault.end(portal.vault.add("s2"));
    await portal.vault.end(session);
    apiSide.write("data: 2\n\n");
    expect(await next()).toBe("data: 2\n\n");
  });

  it("is refused with 401 when nothing of it was sent yet", async () => {
    const { api, portal, session } = await startBffWorld();
    const arriving = nextCall(api);
    const answering = portal.fetch("/bff/api/demo/", { session });
    const cancelled = once(await arriving, "close");
    await portal.vault.end(session);
    const answer = await answering;
    expect(answer.status).toBe(401);
    expect(await problemOf(answer)).toMatchObject({ code: "session_required" });
    await cancelled;
  });

  it("is not asked for at all when the session ends while the request's body is read", async () => {
    const { api, portal, session } = await startBffWorld();
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const writer = body.writable.getWriter();
    const answering = portal.fetch("/bff/api/demo/", {
      session,
      method: "POST",
      body: body.readable,
      headers: { "content-length": "4" },
      duplex: "half",
    } as never);
    await writer.write(Buffer.from("ab"));
    await expect.poll(() => portal.tokens.ownAsked).toBe(1);
    await portal.vault.end(session);
    await writer.write(Buffer.from("cd"));
    await writer.close();
    expect((await answering).status).toBe(401);
    expect(api.seen).toEqual([]);
  });

  it("is broken off at the session's absolute end", async () => {
    let now = nowSeconds();
    const { api, portal } = await startBffWorld({}, { nowSeconds: () => now });
    const session = portal.vault.add("s2", { expiresAtSeconds: now + 1 });
    const { next } = await openStream({ api, portal, session });
    now += 1;
    await expect(next()).rejects.toThrow("terminated");
  });

  it("is broken off when the session ended for want of use", async () => {
    let now = nowSeconds();
    const { api, portal } = await startBffWorld({}, { nowSeconds: () => now });
    portal.vault.isLive = async () => false;
    const session = portal.vault.add("s2", { idleExpiresAtSeconds: now + 60 });
    const { next } = await openStream({ api, portal, session });
    now += 120;
    await expect(next()).rejects.toThrow("terminated");
  });

  it("goes on while the session is used in another process, or the database can't say", async () => {
    const now = nowSeconds();
    // The BFF's clock is past the idle time and stands still, so that there is no second look.
    const { api, portal } = await startBffWorld({}, { nowSeconds: () => now + 120 });
    const answers = [() => true, () => Promise.reject(new Error("the database is away"))];
    let looks = 0;
    portal.vault.isLive = async () => (answers[looks++] ?? (() => false))();
    const idle = { idleExpiresAtSeconds: now + 60 };
    const { apiSide, next } = await openStream({ api, portal, session: portal.vault.add("s2", idle) });
    await expect.poll(() => looks).toBe(1);
    apiSide.write("data: 2\n\n");
    expect(await next()).toBe("data: 2\n\n");
    const other = await openStream({ api, portal, session: portal.vault.add("s3", idle) });
    await expect.poll(() => looks).toBe(2);
    other.apiSide.write("data: 2\n\n");
    expect(await other.next()).toBe("data: 2\n\n");
  });

  it("is broken off when the person's access at the provider ends, not when it is refreshed", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    const { apiSide, cancelled, next } = await openStream({ api, portal, session });
    portal.tokens.changed("s1", "github");
    portal.tokens.changed("s1", "google");
    apiSide.write("data: 2\n\n");
    expect(await next()).toBe("data: 2\n\n");
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required");
    };
    portal.tokens.changed("s1", "github");
    await expect(next()).rejects.toThrow("terminated");
    await cancelled;
  });

  it("is broken off when the person loses what the API's allow asks for, where no token is attached too", async () => {
    const { api, portal } = await startBffWorld({ token: "none", allow: { roles: ["planner"], groups: ["corp:ops"] } });
    const person = { allGroups: ["corp:ops"], verifiedEmails: [], roles: ["planner"] } as const;
    const staying = await openStream({ api, portal, session: portal.vault.add("s2", person) });
    const { apiSide, cancelled, next } = await openStream({ api, portal, session: portal.vault.add("s3", person) });
    portal.vault.changePerson("s3", { roles: [] });
    apiSide.write("data: 2\n\n");
    expect(await next()).toBe("data: 2\n\n");
    portal.vault.changePerson("s3", { allGroups: ["corp:staff"] });
    await expect(next()).rejects.toThrow("terminated");
    await cancelled;
    staying.apiSide.write("data: 2\n\n");
    expect(await staying.next()).toBe("data: 2\n\n");
  });

  it("is refused with 403 when the person loses it before anything was sent", async () => {
    const { api, portal } = await startBffWorld({ allow: { roles: ["planner"] } });
    const session = portal.vault.add("s2", { roles: ["planner"], allGroups: [], verifiedEmails: [] });
    const arriving = nextCall(api);
    const answering = portal.fetch("/bff/api/demo/", { session });
    await arriving;
    portal.vault.changePerson("s2", { roles: [] });
    expect(await problemOf(await answering)).toMatchObject({ status: 403, code: "api_not_allowed" });
  });

  it("is looked at again when it can't be asked at once whether the person still may", async () => {
    let later = 0;
    const { api, portal } = await startBffWorld(
      { allow: { roles: ["planner"] } },
      { nowSeconds: () => nowSeconds() + later },
    );
    const { find } = portal.vault;
    portal.vault.find = () => Promise.reject(new Error("the database is away"));
    const session = portal.vault.add("s2", { roles: ["planner"], allGroups: [], verifiedEmails: [] });
    const { next } = await openStream({ api, portal, session });
    portal.vault.changePerson("s2", { roles: [] });
    later = 5;
    portal.vault.find = find;
    await expect(next()).rejects.toThrow("terminated");
  });

  it("is looked after while this process doesn't hear of ends elsewhere", async () => {
    const { api, portal, session } = await startBffWorld();
    const { next } = await openStream({ api, portal, session });
    portal.setListening(false);
    // Ended without a word.
    portal.vault.sessions.delete("s1");
    await expect(next()).rejects.toThrow("terminated");
  });

  it("is looked after when this process hears again, however short the loss, also if the database can't say at once", async () => {
    let later = 0;
    const { api, portal, session } = await startBffWorld({}, { nowSeconds: () => nowSeconds() + later });
    const answers = [() => Promise.reject(new Error("the database is away")), () => false];
    let asked = 0;
    portal.vault.isLive = async () => (answers[asked++] ?? (() => true))();
    const { next } = await openStream({ api, portal, session });
    portal.setListening(false);
    portal.setListening(true);
    expect(asked).toBe(1);
    later = 5;
    await expect(next()).rejects.toThrow("terminated");
    expect(asked).toBe(2);
  });

  it("is broken off when the person's access at the provider ended during a loss", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    const { next } = await openStream({ api, portal, session });
    portal.setListening(false);
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required");
    };
    portal.setListening(true);
    await expect(next()).rejects.toThrow("terminated");
  });
});

it("forgets calls when they are over, however they end", async () => {
  const { api, portal, session } = await startBffWorld({ websocket: true });
  api.answer = (request, response) => {
    if (request.url === "/base/break") request.socket.destroy();
    else response.end("done");
  };
  const calls = ["/", "/break", "/"].map((path) => portal.fetch(`/bff/api/demo${path}`, { session, method: "POST" }));
  await Promise.all((await Promise.all(calls)).map((answer) => answer.text()));
  const openNow = async () => (await (await portal.fetch("/bff/diagnostics")).json()) as { openConnections: number };
  await expect.poll(openNow).toMatchObject({ openConnections: 0 });
});
