import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Admin, CallOptions } from "#server/admin/admin.ts";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import { InvalidInputError } from "#server/admin/invalid-input.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { callCommands } from "./call-commands.ts";
import type { OperatorConnection } from "./operator-connection.ts";
import { newNonce, proofOf, provesPeer } from "./peer-proof.ts";
import { serveCommands } from "./serve-commands.ts";
import { publishSocketPlace, readSocketPlace, type SocketPlace } from "./socket-place.ts";

const logged: string[] = [];
const log = createLogger("warn", { write: (line) => void logged.push(line) });
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

let directory: string;
let stop: (() => Promise<void>) | undefined;
let calls: { actor: AdminActor; name: string; input: unknown; options: CallOptions | undefined }[];
let answer: (options: CallOptions | undefined) => unknown;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "portico-socket-"));
  calls = [];
  logged.length = 0;
  answer = () => ({ done: true });
});
afterEach(async () => {
  await stop?.();
  stop = undefined;
  rmSync(directory, { recursive: true, force: true });
});

async function serve(dataDirectory = directory): Promise<SocketPlace> {
  const callUnchecked: Admin["callUnchecked"] = async (actor, name, input, options) => {
    calls.push({ actor, name, input, options });
    return answer(options);
  };
  stop = await serveCommands({
    admin: { callUnchecked },
    refresh: () => undefined,
    dataDirectory,
    log,
    temporaryDirectory: directory,
  });
  const place = readSocketPlace(dataDirectory);
  if (!place) throw new Error("no place was published");
  return place;
}

async function connect(place: SocketPlace): Promise<OperatorConnection> {
  const connection = await callCommands(place, "ada");
  if (!connection) throw new Error("nothing listens");
  return connection;
}

describe("the socket of the commands", () => {
  it("is closed to other users: its directory, itself and its key", async () => {
    mkdirSync(join(directory, "run"));
    chmodSync(join(directory, "run"), 0o755);
    const { path } = await serve();
    expect([path, mode(join(directory, "run")), mode(path), mode(join(directory, "run/commands.json"))]).toEqual([
      join(directory, "run/commands.sock"),
      "700",
      "600",
      "600",
    ]);
  });

  // Root alone can become another user.
  if (process.getuid?.() === 0) {
    it("refuses another user of the machine, also when its directory were open", async () => {
      const { path } = await serve();
      for (const open of [directory, join(directory, "run")]) chmodSync(open, 0o755);
      const script = `require("node:net").connect(${JSON.stringify(path)}).on("error", (error) => console.log(error.code)).on("connect", () => console.log("connected"))`;
      const identity = { uid: 65_534, gid: 65_534, cwd: "/" };
      expect(execFileSync(process.execPath, ["-e", script], { ...identity, encoding: "utf8" })).toBe("EACCES\n");
      const read = `try { require("node:fs").readFileSync(${JSON.stringify(join(directory, "run/commands.json"))}) } catch ({ code }) { console.log(code) }`;
      expect(execFileSync(process.execPath, ["-e", read], { ...identity, encoding: "utf8" })).toBe("EACCES\n");
    });
  }

  it("runs an operation as the operator, with the system's user and the revision, and answers", async () => {
    const connection = await connect(await serve());
    expect(await connection.call("clients.change", { id: "a" }, { ifMatch: "r1" })).toEqual({ done: true });
    expect(await connection.call("system.get", {})).toEqual({ done: true });
    expect(calls[0]).toMatchObject({
      actor: { kind: "operator", name: "operator", systemUser: "ada" },
      name: "clients.change",
      input: { id: "a" },
      options: { ifMatch: "r1" },
    });
    await connection.close();
  });

  it("answers a failure as the administration throws it, mistakes too", async () => {
    const connection = await connect(await serve());
    answer = () => {
      throw new InvalidInputError([{ field: "name", problem: "It is missing." }]);
    };
    await expect(connection.call("users.find", {})).rejects.toMatchObject({
      code: "input_invalid",
      mistakes: [{ field: "name", problem: "It is missing." }],
    });
    answer = () => {
      throw new AppError("entry_in_settings", { detail: "clients[a]", facts: { id: "a" } });
    };
    await expect(connection.call("clients.change", {})).rejects.toMatchObject({
      code: "entry_in_settings",
      detail: "clients[a]",
      facts: { id: "a" },
    });
    await connection.close();
  });

  it("streams items one by one, and ends the stream when the command leaves", async () => {
    const connection = await connect(await serve());
    let ended: () => void = () => {};
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    answer = async function* (options: CallOptions | undefined) {
      try {
        for (let n = 1; !options?.signal?.aborted; n++) {
          yield { n };
          if (n === 2) await new Promise((resolve) => options?.signal?.addEventListener("abort", resolve));
        }
      } finally {
        ended();
      }
    };
    const leave = new AbortController();
    const seen: unknown[] = [];
    for await (const item of (await connection.call(
      "audit.tail",
      {},
      { signal: leave.signal },
    )) as AsyncIterable<unknown>) {
      seen.push(item);
      if (seen.length === 2) leave.abort();
    }
    await end;
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
    await connection.close();
  });

  it("says that a stream failed, or broke off, instead of ending it as complete", async () => {
    const connection = await connect(await serve());
    answer = async function* () {
      yield { n: 1 };
      throw new AppError("database_unavailable");
    };
    const read = async () => {
      const items: unknown[] = [];
      for await (const item of (await connection.call("audit.export", {})) as AsyncIterable<unknown>) items.push(item);
      return items;
    };
    await expect(read()).rejects.toMatchObject({ code: "database_unavailable" });
    answer = async function* () {
      yield { n: 1 };
      await stop?.();
      stop = undefined;
    };
    await expect(read()).rejects.toMatchObject({ code: "database_unavailable" });
    await connection.close();
  });
});

describe("the proof of the peer", () => {
  it("is refused with another key, and nothing is called", async () => {
    const place = await serve();
    const { portal, command } = { portal: newNonce(), command: newNonce() };
    expect(
      provesPeer(proofOf("command", "a key", { portal, command }), proofOf("command", "b key", { portal, command })),
    ).toBe(false);
    expect(
      provesPeer(proofOf("portal", "key", { portal, command }), proofOf("command", "key", { portal, command })),
    ).toBe(false);
    // The command itself refuses a portal whose proof is by another key.
    await expect(callCommands({ ...place, key: "x".repeat(43) }, "ada")).rejects.toMatchObject({
      code: "database_unavailable",
    });
    expect(calls).toEqual([]);
  });

  it("is refused when it was made for another connection, or is missing", async () => {
    const place = await serve();
    const { request } = await import("node:http");
    const post = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        const body = JSON.stringify({ operation: "users.disable", input: {}, systemUser: "eve" });
        request({ socketPath: place.path, path: "/", method: "POST", headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on("error", reject)
          .end(body);
      });
    const nonces = { command: "mine", portal: "seen elsewhere" };
    expect(await post({ "x-portico-proof": proofOf("command", place.key, nonces) })).toBe(401);
    expect(await post({})).toBe(401);
    expect(calls).toEqual([]);
    expect(logged.join("")).toContain("did not prove");
  });

  it("keeps a command from a program that listens in the portal's place", async () => {
    const path = join(directory, "impostor.sock");
    const impostor = createServer((_, response) => response.end(JSON.stringify({ nonce: "n", proof: "guessed" })));
    await new Promise<void>((resolve) => impostor.listen(path, resolve));
    await expect(callCommands({ path, key: "k".repeat(43) }, "ada")).rejects.toMatchObject({
      detail: expect.stringContaining("not the portal"),
    });
    await new Promise((resolve) => impostor.close(resolve));
  });
});

describe("the place of the socket", () => {
  it("lies in a directory of its own elsewhere where the path of the data directory is too long, and goes with the portal", async () => {
    const long = join(directory, "x".repeat(90));
    mkdirSync(long);
    const { path } = await serve(long);
    expect(path.startsWith(long)).toBe(false);
    expect([mode(join(path, "..")), mode(path)]).toEqual(["700", "600"]);
    const connection = await connect(readSocketPlace(long) ?? { path: "", key: "" });
    expect(await connection.call("system.get", {})).toEqual({ done: true });
    await connection.close();
    await stop?.();
    stop = undefined;
    expect(existsSync(join(path, ".."))).toBe(false);
    expect(readdirSync(join(long, "run"))).toEqual([]);
  });

  it("is made anew after a portal that was killed, with a new key", async () => {
    const killed = await serve();
    const socket = join(directory, "run/commands.sock");
    // As kill -9 leaves it: the file stays, and nothing listens.
    await stop?.();
    publishSocketPlace(directory, killed);
    const script = `require("node:net").createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, "SIGKILL"))`;
    expect(spawnSync(process.execPath, ["-e", script]).signal).toBe("SIGKILL");
    expect(existsSync(socket)).toBe(true);
    expect(await callCommands(killed, "ada")).toBeUndefined();
    const place = await serve();
    expect(place.key).not.toBe(killed.key);
    await (await connect(place)).close();
  });

  it("is none where the file is missing or broken", () => {
    expect(readSocketPlace(join(directory, "none"))).toBeUndefined();
    mkdirSync(join(directory, "run"));
    writeFileSync(join(directory, "run/commands.json"), "{");
    expect(readSocketPlace(directory)).toBeUndefined();
    expect(readFileSync(join(directory, "run/commands.json"), "utf8")).toBe("{");
  });
});
