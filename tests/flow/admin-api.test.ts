import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { type AdminApiWorld, opsSecret, startAdminApiWorld } from "#tests/support/admin-api-world.ts";
import { basic } from "#tests/support/authorization-server-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

let database: Database;
let world: AdminApiWorld;
let token: string;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  world = await startAdminApiWorld(database);
  token = await world.clientToken();
});
beforeEach(() => {
  world.entries.clear();
  for (const id of ["ada", "bob", "cyd"]) world.entries.set(id, { id, name: id, revision: 1 });
});
afterAll(async () => {
  await world.harness.close();
  await database.close();
});

const problem = async (answer: Response) => ({
  status: answer.status,
  media: answer.headers.get("content-type"),
  ...((await answer.json()) as { code: string }),
});

describe("a request to the API of the administration", () => {
  it("is an operation by its method and path, with the members of path and query", async () => {
    const one = await world.call("/users/ada", { token });
    expect(one.status).toBe(200);
    expect(one.headers.get("cache-control")).toBe("no-store");
    expect(one.headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    expect(await one.json()).toEqual({ id: "ada", name: "ada", revision: 1 });
    const list = await world.call("/users?limit=2&role=a&role=b&active=false", { token });
    expect(await list.json()).toMatchObject({ asked: { limit: 2, role: ["a", "b"], active: false } });
    expect(await (await world.call("/users?role=a", { token })).json()).toMatchObject({ asked: { role: ["a"] } });
    expect(await (await world.call("/users/ada?reason=gone", { token, method: "DELETE" })).json()).toEqual({
      reason: "gone",
    });
  });

  it("gets pages by a cursor, and a link to the next one", async () => {
    const first = await world.call("/users?limit=2", { token });
    expect(await first.json()).toMatchObject({ next: "bob" });
    const link = /^<https:\/\/portal\.example(.+)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1];
    expect(link).toBe("/admin/api/v1/users?limit=2&after=bob");
    const last = await world.call((link ?? "").slice("/admin/api/v1".length), { token });
    expect(await last.json()).toMatchObject({ items: [{ id: "cyd" }], next: null });
    expect(last.headers.get("link")).toBeNull();
  });

  it("is recorded with the client, its operation and outcome", async () => {
    world.recorded.length = 0;
    await world.call("/users/nobody", { token });
    expect(world.recorded).toMatchObject([
      {
        type: "admin.read",
        outcome: "failure",
        actor: "client:ops",
        details: { operation: "users.get", client: "ops" },
      },
    ]);
  });

  it.each([
    ["nothing is there", "/nothing", {}, 404, "route_not_found"],
    ["a path that ends with a slash", "/users/", {}, 404, "route_not_found"],
    ["no path at all", "", {}, 404, "route_not_found"],
    ["no such entry", "/users/nobody", {}, 404, "admin_target_not_found"],
    ["a form", "/users", { method: "POST", body: new URLSearchParams({ name: "x" }) }, 415, "content_type_unsupported"],
    ["text", "/users", { method: "POST", body: "{}" }, 415, "content_type_unsupported"],
    ["a list", "/users", { method: "POST", json: [] }, 400, "request_invalid"],
    [
      "no JSON",
      "/users",
      { method: "POST", body: "{", headers: { "content-type": "application/json" } },
      400,
      "request_invalid",
    ],
    [
      "a body that is too long",
      "/users",
      { method: "POST", json: { name: "x".repeat(4 * 1024 * 1024) } },
      413,
      "request_too_large",
    ],
    ["a token in the query", "/users?access_token=x", {}, 401, "access_token_invalid"],
  ] as const)("is refused with problem+json: %s", async (_, path, init, status, code) => {
    // A browser's Accept changes nothing.
    const answer = await world.call(path, {
      token,
      ...init,
      headers: { accept: "text/html", ...("headers" in init ? init.headers : {}) },
    });
    expect(await problem(answer)).toMatchObject({ status, media: "application/problem+json", code });
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("says which methods there are, with and without a token", async () => {
    const wrong = await world.call("/users/ada", { token, method: "PUT" });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get("allow")).toBe("DELETE, GET, HEAD, OPTIONS, PATCH");
    const asked = await world.call("/users/ada", { method: "OPTIONS", headers: { origin: "https://evil.example" } });
    expect(asked.status).toBe(204);
    expect(asked.headers.get("allow")).toBe("DELETE, GET, HEAD, OPTIONS, PATCH");
    expect(asked.headers.get("access-control-allow-origin")).toBeNull();
  });

  it("answers HEAD with the headers of GET", async () => {
    const head = await world.call("/users/ada", { token, method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, '"1"', ""]);
    const stream = await world.call("/audit-events/follow", { token, method: "HEAD" });
    expect([stream.status, stream.headers.get("content-type"), await stream.text()]).toEqual([
      200,
      "application/x-ndjson; charset=utf-8",
      "",
    ]);
  });

  it("gets every mistake with its field and JSON pointer", async () => {
    const json = { name: "", tags: { "a.b/c": "x" }, id: "ada" };
    const inPath = await problem(
      await world.call("/users/ada", { token, method: "PATCH", json, headers: { "if-match": "*" } }),
    );
    expect(inPath).toMatchObject({ status: 422, mistakes: [{ field: "id", pointer: "/id", fix: "Leave it out." }] });
    const { id: _, ...rest } = json;
    const wrong = await world.call("/users/ada?name=x", {
      token,
      method: "PATCH",
      json: rest,
      headers: { "if-match": "*" },
    });
    expect(await problem(wrong)).toMatchObject({ mistakes: [{ field: "name", problem: "It belongs in the body." }] });
    const all = await world.call("/users/ada", {
      token,
      method: "PATCH",
      json: { ...rest, more: 1 },
      headers: { "if-match": "*" },
    });
    expect(await problem(all)).toMatchObject({
      mistakes: [
        { field: "name", pointer: "/name" },
        { field: "tags.a.b/c", pointer: "/tags/a.b~1c" },
        { field: "more", pointer: "/more", problem: "There is no such member." },
      ],
    });
  });
});

describe("a change of an entry with a revision", () => {
  const change = (ifMatch?: string) =>
    world.call("/users/ada", {
      token,
      method: "PATCH",
      json: { name: "Ada" },
      ...(ifMatch === undefined ? {} : { headers: { "if-match": ifMatch } }),
    });

  it("is made to the revision that was read", async () => {
    const tag = (await world.call("/users/ada", { token })).headers.get("etag") ?? "";
    const changed = await change(tag);
    expect(changed.headers.get("etag")).toBe('"2"');
    expect(await problem(await change(tag))).toMatchObject({ status: 412, code: "revision_conflict" });
    expect(world.entries.get("ada")).toMatchObject({ revision: 2 });
  });

  it("takes a tag that a compressing proxy weakened, and any revision by *", async () => {
    expect((await change('W/"1"')).status).toBe(200);
    expect((await change("*")).status).toBe(200);
  });

  it.each([
    [undefined, 428, "revision_required"],
    ['"1", "2"', 400, "request_invalid"],
    ["1", 400, "request_invalid"],
  ])("is refused with If-Match %s", async (ifMatch, status, code) => {
    expect(await problem(await change(ifMatch))).toMatchObject({ status, code });
    expect(world.entries.get("ada")).toMatchObject({ name: "ada" });
  });
});

describe("a stream of the API", () => {
  const follow = (query: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    world.call(`/audit-events/follow?${query}`, { token, headers, ...(signal ? { signal } : {}) });

  it("is NDJSON, or CSV where that is asked for", async () => {
    const lines = (await (await follow("most=3")).text()).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line).id)).toEqual([0, 1, 2]);
    const table = await follow("most=2", { accept: "text/csv" });
    expect(table.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect((await table.text()).split("\r\n").map((line) => line.split(",")[0])).toEqual(["id", "0", "1", ""]);
    expect((await follow("", { accept: "application/pdf" })).status).toBe(406);
  });

  it("ends when the caller leaves, however much there still is", async () => {
    world.ended.length = 0;
    const caller = new AbortController();
    const reader = (await follow("", {}, caller.signal)).body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    expect(world.ended).toEqual([]);
    caller.abort();
    await expect.poll(() => world.ended).toEqual(["follow"]);
  });

  it("breaks off when it fails on the way, so that half of it is not taken for the whole", async () => {
    await expect((await follow("most=10&failAt=2")).text()).rejects.toThrow();
  });

  it("breaks off in another process too when its token is revoked", async () => {
    const other = await startAdminApiWorld(database);
    const own = await world.clientToken();
    const stream = await other.call("/audit-events/follow", { token: own });
    const text = expect(stream.text()).rejects.toThrow();
    await world.harness.form("/oauth2/revoke", { token: own }, basic("ops", opsSecret));
    await text;
    expect(other.recorded.at(-1)).toMatchObject({ outcome: "failure", details: { code: "access_token_invalid" } });
    await other.harness.close();
  });

  it("breaks off when the person of its token loses the role, or the account is disabled", async () => {
    const who = await world.harness.signIn("Ada Lovelace");
    const { userId } = who.session;
    world.roles.set(userId, ["auditor"]);
    const theirs = await world.personToken(who);
    async function begun() {
      const stream = await world.call("/audit-events/follow", { token: theirs });
      expect(stream.status).toBe(200);
      return { ended: expect(stream.text()).rejects.toThrow() };
    }
    const losingRole = await begun();
    world.roles.set(userId, []);
    await losingRole.ended;
    expect(world.recorded.at(-1)).toMatchObject({ type: "admin.refused", details: { code: "admin_not_allowed" } });
    world.roles.set(userId, ["auditor"]);
    const losingAccount = await begun();
    await world.harness.accountControl.disable(userId);
    await losingAccount.ended;
    expect(world.recorded.at(-1)).toMatchObject({ details: { code: "access_token_invalid" } });
  });

  it("is answered 429 with Retry-After when its actor has as many open as may be", async () => {
    const callers = Array.from({ length: 5 }, () => new AbortController());
    await Promise.all(callers.map(({ signal }) => follow("", {}, signal)));
    const refused = await follow("");
    expect(refused.headers.get("retry-after")).toBe("30");
    expect(await problem(refused)).toMatchObject({ status: 429, code: "too_many_streams" });
    world.ended.length = 0;
    for (const caller of callers) caller.abort();
    await expect.poll(() => world.ended).toHaveLength(5);
    expect((await follow("most=1")).status).toBe(200);
  });

  it("is refused as a problem before it begins", async () => {
    expect(await problem(await follow("most=many"))).toMatchObject({ status: 422, code: "input_invalid" });
  });
});

it("counts the requests of an address apart from others", async () => {
  const { headers } = await world.call("/users/ada", { token });
  expect(headers.get("ratelimit-policy")).toMatch(/^"admin";q=600/);
});

describe("a POST with an Idempotency-Key", () => {
  const create = (key: string, json: unknown = { name: "Dot" }) =>
    world.call("/users", { token, method: "POST", json, headers: { "idempotency-key": key } });

  it("is done once and answered the same again", async () => {
    const first = await create('"8e03978e-40d5-43dd-bc93-6894a57f9324"');
    const again = await create("8e03978e-40d5-43dd-bc93-6894a57f9324");
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect(await again.text()).toBe(await first.text());
    expect(world.entries.size).toBe(4);
    const other = await create("8e03978e-40d5-43dd-bc93-6894a57f9324", { name: "Eve" });
    expect(await problem(other)).toMatchObject({ status: 422, code: "idempotency_key_reused" });
  });

  it("is refused while the same one runs", async () => {
    const [one, two] = await Promise.all([
      create("at-once", { name: "x", slow: true }),
      create("at-once", { name: "x", slow: true }),
    ]);
    expect([one.status, two.status].sort()).toEqual([200, 409]);
    expect(world.entries.size).toBe(4);
  });

  it("gives its answer only to those who may still do it", async () => {
    await create("lost-right");
    const reader = await world.clientToken("portico.admin.users.read");
    const refused = await world.call("/users", {
      token: reader,
      method: "POST",
      json: { name: "Dot" },
      headers: { "idempotency-key": "lost-right" },
    });
    expect(await problem(refused)).toMatchObject({ status: 403, code: "admin_not_allowed" });
  });

  it("isn't done twice when it failed after its change", async () => {
    const json = { name: "Dot", breakOff: true };
    expect(await problem(await create("broken-off", json))).toMatchObject({ status: 500, code: "internal_error" });
    const count = world.entries.size;
    const again = await problem(await create("broken-off", json));
    expect(again).toMatchObject({ status: 409, code: "idempotency_outcome_unknown" });
    expect(world.entries.size).toBe(count);
  });

  it("gives its answer only after a sign-in that is fresh enough for the request", async () => {
    const person = await world.harness.signIn("Grace Hopper");
    world.roles.set(person.session.userId, ["admin"]);
    const request = {
      token: await world.personToken(person),
      method: "POST",
      headers: { "idempotency-key": "lost-freshness" },
    };
    expect((await world.call("/users/ada/disable", request)).status).toBe(200);
    expect((await world.call("/users/ada/disable", request)).headers.get("idempotency-replayed")).toBe("true");
    expect(world.recorded.at(-1)).toMatchObject({ type: "admin.changed", details: { replayed: true } });
    const authTimeSeconds = Math.floor(Date.now() / 1000) - 16 * 60;
    await world.harness.vault.raise(person.session, { acr: undefined, amr: ["pwd"], authTimeSeconds });
    const stale = await problem(await world.call("/users/ada/disable", request));
    expect(stale).toMatchObject({ status: 401, code: "fresh_sign_in_required" });
    expect(world.recorded.at(-1)).toMatchObject({ type: "admin.refused" });
  });

  it.each(["", "a, b", "ü"])("is refused with the key %j", async (key) => {
    expect(await problem(await create(encodeURI(key) === key ? key : '"unclosed'))).toMatchObject({ status: 400 });
  });
});
