import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { hashOpaqueId } from "#server/crypto/opaque-id.ts";
import type { Database } from "#server/database/database.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import { createKeptReturnPaths, type KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const long = (letters: number) => `/explore?q=${"x".repeat(letters - "/explore?q=".length)}`;

eachDatabase("return paths that are too long to carry along", (open) => {
  let database: Database;
  let paths: KeptReturnPaths;

  beforeAll(async () => {
    database = await open();
    paths = createKeptReturnPaths(database);
  });
  afterAll(() => database.close());
  beforeEach(() => database.execute("DELETE FROM kept_return_paths"));

  const from = <T>(clientAddress: string, work: () => Promise<T>) =>
    runInRequestContext({ requestId: "r", clientAddress, userAgent: undefined }, work);

  it("are kept as they are, and found as often as wanted, also by another process", async () => {
    const id = await paths.keep(long(16_384));
    const elsewhere = createKeptReturnPaths(database);
    for (const each of [paths, elsewhere, paths]) expect(await each.find(id)).toBe(long(16_384));
  });

  it("are led to by a short path of the portal's; short ones stay what they are", async () => {
    expect(await paths.shorten("/a?b=1")).toBe("/a?b=1");
    expect(await paths.shorten(long(1_000))).toBe(long(1_000));
    expect(await paths.shorten(long(1_001))).toMatch(/^\/bff\/return\?to=[\w-]{43}$/);
  });

  it("stand in the database with their id's hash alone", async () => {
    const id = await paths.keep(long(2_000));
    const [row] = await database.query("SELECT * FROM kept_return_paths");
    expect(JSON.stringify(row)).not.toContain(id);
  });

  it.each(["", "x".repeat(43), "../x", `${"x".repeat(42)}'`])("are not found by the unknown id %o", async (id) => {
    await expect(paths.find(id)).rejects.toMatchObject({ code: "return_path_expired" });
  });

  it("are not found any more after an hour, and deleted when the next is kept", async () => {
    const id = await paths.keep(long(2_000));
    await database.execute("UPDATE kept_return_paths SET expires_at = now() - interval '1 second'");
    await expect(paths.find(id)).rejects.toMatchObject({ code: "return_path_expired" });
    await paths.keep(long(2_000));
    expect(await database.query("SELECT 1 FROM kept_return_paths")).toHaveLength(1);
  });

  it("are deleted so many at a time, the oldest first", async () => {
    const ids = [await paths.keep(long(2_000)), await paths.keep(long(2_000)), await paths.keep(long(2_000))];
    const age = "UPDATE kept_return_paths SET expires_at = now() - make_interval(mins => $2::int) WHERE id_hash = $1";
    for (const [index, id] of ids.entries()) await database.execute(age, [hashOpaqueId(id), index]);
    expect(await paths.purgeExpired(2)).toBe(2);
    const left = await database.query<{ hash: Uint8Array }>("SELECT id_hash AS hash FROM kept_return_paths");
    expect(left.map(({ hash }) => Buffer.from(hash))).toEqual([hashOpaqueId(ids[0] ?? "")]);
    expect(await paths.purgeExpired(2)).toBe(1);
  });

  it("are refused when longer than a request's head, and nothing is kept", async () => {
    await expect(paths.keep(long(16_385))).rejects.toMatchObject({ code: "request_invalid" });
    expect(await database.query("SELECT 1 FROM kept_return_paths")).toEqual([]);
  });

  it("are refused, not lost, when a caller has 4 MB of them; other callers' are kept", async () => {
    await from("2001:db8::1", () => paths.keep(long(2_000)));
    await database.execute("UPDATE kept_return_paths SET bytes = $1", [4 * 1024 * 1024]);
    // A host chooses its addresses from a /64.
    const more = from("2001:db8::2", () => paths.keep(long(2_000)));
    await expect(more).rejects.toMatchObject({ code: "rate_limited" });
    expect(await from("2001:db8:0:1::1", () => paths.keep(long(2_000)))).toMatch(/^[\w-]{43}$/);
  });
});
