import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clientActor, operatorActor } from "#server/admin/actors.ts";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createOpenStreams, mostStreams, type OpenStreams } from "./open-streams.ts";

const token = (clientId: string, scopes: readonly string[]) => ({ clientId, scopes, person: undefined });

/** A client that reads the log, and what it may do later. */
function reader(clientId = "ops", asOfNow: AdminActor["asOfNow"] = async () => reader(clientId)): AdminActor {
  return clientActor(token(clientId, ["portico.admin.audit.read"]), undefined, asOfNow);
}

let streams: OpenStreams;
let told: AbortSignal | undefined;
beforeEach(() => {
  streams = createOpenStreams();
  told = undefined;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A log in which nothing happens until `say`. */
function quietLog() {
  let wake = () => {};
  const waiting: string[] = [];
  return {
    say(text: string) {
      waiting.push(text);
      wake();
    },
    async *follow(signal: AbortSignal) {
      told = signal;
      signal.addEventListener("abort", () => wake());
      while (!signal.aborted) {
        const text = waiting.shift();
        if (text !== undefined) yield text;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
    },
  };
}

async function open(actor: AdminActor, log = quietLog(), signal = new AbortController().signal) {
  const items = await streams.open({ actor, permission: "audit.read", signal }, async (over) => log.follow(over));
  return items[Symbol.asyncIterator]();
}

describe("an open stream", () => {
  it.each([
    ["the session or account", async () => null, "session_required"],
    ["the token", () => Promise.reject(new AppError("access_token_invalid")), "access_token_invalid"],
    ["the permission", async () => clientActor(token("ops", ["portico.admin.users"])), "admin_not_allowed"],
    [
      "the database, so that it is unknown",
      () => Promise.reject(new AppError("database_unavailable")),
      "database_unavailable",
    ],
  ])("ends within a second with %s of its reader, also when nothing happens", async (_, asOfNow, code) => {
    const items = await open(reader("ops", asOfNow));
    const next = expect(items.next()).rejects.toMatchObject({ code });
    await vi.advanceTimersByTimeAsync(1_000);
    await next;
    expect(told?.aborted).toBe(true);
  });

  it("gives no item that came after the permission was lost, however slow the answer is", async () => {
    const answer = Promise.withResolvers<AdminActor | null>();
    const log = quietLog();
    const items = await open(
      reader("ops", () => answer.promise),
      log,
    );
    await vi.advanceTimersByTimeAsync(1_000);
    log.say("secret");
    const next = expect(items.next()).rejects.toMatchObject({ code: "session_required" });
    await vi.advanceTimersByTimeAsync(5_000);
    answer.resolve(null);
    await next;
  });

  it("goes on while its reader may read it, and asks once a second", async () => {
    let asked = 0;
    const actor = reader("ops", async () => {
      asked++;
      return reader();
    });
    const log = quietLog();
    const items = await open(actor, log);
    for (const text of ["a", "b", "c"]) {
      log.say(text);
      expect(await items.next()).toEqual({ done: false, value: text });
    }
    expect(asked).toBe(0);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked).toBe(3);
    await items.return?.();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(asked).toBe(3);
  });
});

describe("the number of open streams", () => {
  const refused = { code: "too_many_streams", facts: { retryAfterSeconds: 30 } };
  const openAll = (actor: AdminActor, count: number) => Promise.all(Array.from({ length: count }, () => open(actor)));

  it("is bounded for each actor", async () => {
    await openAll(reader(), mostStreams.perActor);
    await expect(open(reader())).rejects.toMatchObject(refused);
    await open(reader("desk"));
  });

  it("is bounded in all, but not for the operator", async () => {
    for (let n = 0; n < mostStreams.inAll / mostStreams.perActor; n++) {
      await openAll(reader(`client-${n}`), mostStreams.perActor);
    }
    await expect(open(reader("one more"))).rejects.toMatchObject(refused);
    await openAll(operatorActor(), mostStreams.perActor);
    await expect(open(operatorActor("ada"))).rejects.toMatchObject(refused);
  });

  it.each([
    ["its reader leaves in the middle", (items: AsyncIterator<unknown>) => items.return?.(), false],
    ["its reader is gone before the first item", () => undefined, true],
    ["its reader's session is over, and no item is taken", () => vi.advanceTimersByTimeAsync(1_000), false],
  ])("goes down when %s", async (_, leave, aborts) => {
    const caller = new AbortController();
    const log = quietLog();
    const actor = reader("ops", async () => null);
    const items = await open(actor, log, caller.signal);
    await openAll(reader(), mostStreams.perActor - 1);
    if (aborts) caller.abort();
    else {
      log.say("a");
      await items.next();
    }
    await leave(items);
    await open(reader());
    await expect(open(reader())).rejects.toMatchObject(refused);
  });

  it("doesn't count a stream that could not begin", async () => {
    for (let n = 0; n <= mostStreams.perActor; n++) {
      const signal = new AbortController().signal;
      const failing = streams.open({ actor: reader(), permission: "audit.read", signal }, () =>
        Promise.reject(new AppError("cursor_invalid")),
      );
      await expect(failing).rejects.toMatchObject({ code: "cursor_invalid" });
    }
  });
});
