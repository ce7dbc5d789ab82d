import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { openDatabase } from "#server/database/database.ts";

describe("the embedded data directory", () => {
  const parent = mkdtempSync(join(tmpdir(), "portico-embedded-"));
  const seed = join(parent, "seed");

  beforeAll(async () => {
    await (await openDatabase({ kind: "embedded", directory: seed })).close();
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));

  /** A directory where nothing is yet. */
  function freshDirectory(): string {
    return join(mkdtempSync(join(parent, "test-")), "database");
  }

  /** A directory that a portal has used before: creating one takes seconds, copying one does not. */
  function usedDirectory(): string {
    const directory = freshDirectory();
    cpSync(seed, directory, { recursive: true });
    return directory;
  }

  it("keeps every row that was committed before a kill -9, and opens again without help", async () => {
    const directory = usedDirectory();
    const writer = startChild("write", directory);
    const exited = once(writer, "exit");
    const committed: number[] = [];
    for await (const line of lines(writer)) {
      committed.push(Number(line));
      if (committed.length === 50) writer.kill("SIGKILL");
    }
    await exited;
    expect(committed.length).toBeGreaterThanOrEqual(50);

    const database = await openDatabase({ kind: "embedded", directory });
    onTestFinished(database.close);
    const names = new Set((await database.prisma.user.findMany()).map((user) => user.displayName));
    expect(committed.filter((number) => !names.has(`row ${number}`))).toEqual([]);
  });

  it("lets nobody else on the machine in, also where the directory was made before", async () => {
    const directory = usedDirectory();
    chmodSync(directory, 0o755);
    const database = await openDatabase({ kind: "embedded", directory });
    onTestFinished(database.close);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
  });

  it("refuses a second process, naming the directory, the first one and what to do", async () => {
    const directory = usedDirectory();
    const holder = startChild("hold", directory);
    expect(await firstLine(holder)).toBe("ready");

    const refused = openDatabase({ kind: "embedded", directory });
    await expect(refused).rejects.toMatchObject({ code: "database_in_use" });
    const { detail } = await refused.catch((error) => error);
    expect(detail).toContain(directory);
    expect(detail).toContain(`process ${holder.pid}`);
    expect(detail).toContain("PORTICO_DATA_DIR");
  });

  it("refuses a second opening in the same process", async () => {
    const directory = usedDirectory();
    const first = await openDatabase({ kind: "embedded", directory });
    onTestFinished(first.close);
    await expect(openDatabase({ kind: "embedded", directory })).rejects.toMatchObject({ code: "database_in_use" });
  });

  it("is free again after closing", async () => {
    const directory = usedDirectory();
    await (await openDatabase({ kind: "embedded", directory })).close();
    expect(existsSync(`${directory}.lock`)).toBe(false);
    await (await openDatabase({ kind: "embedded", directory })).close();
  });

  it("takes over from a process that was killed with -9", async () => {
    const directory = usedDirectory();
    const holder = startChild("hold", directory);
    expect(await firstLine(holder)).toBe("ready");
    holder.kill("SIGKILL");
    await once(holder, "exit");
    await (await openDatabase({ kind: "embedded", directory })).close();
  });

  it("takes over when the pid now belongs to another process, as after a restart of a container", async () => {
    const directory = usedDirectory();
    writeFileSync(
      `${directory}.lock`,
      JSON.stringify({ pid: process.pid, host: hostname(), startTime: "another boot:1" }),
    );
    await (await openDatabase({ kind: "embedded", directory })).close();
  });

  it("waits for another host's lock to expire before it takes over", async () => {
    const directory = usedDirectory();
    const lock = `${directory}.lock`;
    writeFileSync(lock, JSON.stringify({ pid: 1, host: "another-container", startTime: "x:1" }));
    await expect(openDatabase({ kind: "embedded", directory })).rejects.toMatchObject({
      code: "database_in_use",
      detail: expect.stringContaining("another-container"),
    });
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(lock, longAgo, longAgo);
    await (await openDatabase({ kind: "embedded", directory })).close();
  });

  it("lets one of several processes that start at once have it", async () => {
    const directory = usedDirectory();
    // A stale lock makes them race for taking it over as well.
    writeFileSync(`${directory}.lock`, "");
    const answers = await Promise.all([1, 2, 3].map(() => firstLine(startChild("hold", directory))));
    expect(answers.filter((answer) => answer === "ready")).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith("database_in_use"))).toHaveLength(2);
  });

  it("starts anew where a creation was broken off", async () => {
    const directory = freshDirectory();
    mkdirSync(`${directory}.new`);
    writeFileSync(join(`${directory}.new`, "PG_VERSION"), "18");
    await (await openDatabase({ kind: "embedded", directory })).close();
  });

  it("touches nothing in a directory that holds something else", async () => {
    const directory = freshDirectory();
    mkdirSync(directory);
    writeFileSync(join(directory, "thesis.txt"), "irreplaceable");
    await expect(openDatabase({ kind: "embedded", directory })).rejects.toMatchObject({ code: "database_unavailable" });
    expect(readFileSync(join(directory, "thesis.txt"), "utf8")).toBe("irreplaceable");
    expect(existsSync(`${directory}.lock`)).toBe(false);
  });
});

function startChild(task: "hold" | "write", directory: string): ChildProcess {
  const script = join(import.meta.dirname, "../support/open-database-child.ts");
  const child = spawn(process.execPath, [script, task, directory], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  });
  return child;
}

function lines(child: ChildProcess): AsyncIterable<string> {
  if (!child.stdout) throw new Error("The child has no output.");
  return createInterface({ input: child.stdout });
}

async function firstLine(child: ChildProcess): Promise<string> {
  for await (const line of lines(child)) return line;
  return "";
}
