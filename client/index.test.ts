import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, expectTypeOf, it, vi } from "vitest";
import { type Bff, createBff, type User } from "./index.ts";

const state = { session: undefined as string | undefined, expiresIn: 3600, status: 200 };
const signedOut = { signed_out: true, provider: "google", upstream: [{ provider: "google", outcome: "revoked" }] };
const calls: { url: string; init: RequestInit }[] = [];
const opened: Bff[] = [];
const assigned: string[] = [];

beforeEach(() => {
  Object.assign(state, { session: "s1", expiresIn: 3600, status: 200 });
  calls.length = 0;
  assigned.length = 0;
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  vi.stubGlobal("location", {
    origin: "https://portal.example",
    pathname: "/notes",
    search: "?a=1",
    href: "https://portal.example/notes?a=1",
    hash: "",
    assign: (url: string) => assigned.push(url),
  });
  vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
    calls.push({ url: url.href, init });
    if (url.pathname === "/bff/logout") {
      state.session = undefined;
      return Response.json(signedOut);
    }
    if (url.pathname !== "/bff/user") return new Response("", { status: state.status });
    return Response.json(state.session === undefined ? null : claimsOf(state.session));
  });
});

afterEach(() => {
  for (const bff of opened.splice(0)) bff.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const claimsOf = (sid: string) => [
  { type: "sub", value: `user-of-${sid}` },
  { type: "sid", value: sid },
  { type: "name", value: "Ada Lovelace" },
  { type: "amr", value: "pwd" },
  { type: "amr", value: "otp" },
  { type: "bff:session_expires_in", value: state.expiresIn },
  { type: "bff:session_state", value: `${sid}.1` },
];

function open(options?: Parameters<typeof createBff>[0]): Bff {
  const bff = createBff(options);
  opened.push(bff);
  return bff;
}

const nextChange = (bff: Bff) => new Promise<User | null>((resolve) => bff.on("change", resolve));

it("tells who is signed in", async () => {
  const user = await open().user();
  expect(user).toMatchObject({ sub: "user-of-s1", sid: "s1", name: "Ada Lovelace", expiresInSeconds: 3600 });
  expect(user?.claims["amr"]).toEqual(["pwd", "otp"]);
  expect(calls[0]?.url).toBe("https://portal.example/bff/user?anonymous=null&slide=true");
});

it("tells that nobody is", async () => {
  state.session = undefined;
  expect(await open().user()).toBeNull();
});

it("adds X-CSRF and the session to calls, and keeps the caller's headers", async () => {
  await open().fetch("/bff/api/demo/notes", { method: "POST", headers: { "Content-Type": "application/json" } });
  const [call] = calls;
  expect(call?.url).toBe("https://portal.example/bff/api/demo/notes");
  const headers = new Headers(call?.init.headers);
  expect(headers.get("x-csrf")).toBe("1");
  expect(headers.get("content-type")).toBe("application/json");
  expect(call?.init).toMatchObject({ method: "POST", credentials: "include" });
});

it("calls a portal on another origin", async () => {
  await open({ baseUrl: "https://login.example" }).fetch("/bff/api/demo/notes");
  expect(calls[0]?.url).toBe("https://login.example/bff/api/demo/notes");
});

it("leads to the sign-in and back to this page", () => {
  const bff = open();
  bff.login();
  bff.login({ provider: "github", scope: "repo", returnUrl: "/x" });
  bff.login({ provider: undefined, prompt: undefined, returnUrl: undefined });
  expect(assigned).toEqual([
    "/bff/login?returnUrl=%2Fnotes%3Fa%3D1",
    "/bff/login?returnUrl=%2Fx&provider=github&scope=repo",
    "/bff/login?returnUrl=%2Fnotes%3Fa%3D1",
  ]);
});

it("leads back to this page on its own origin from a portal on another", () => {
  open({ baseUrl: "https://login.example" }).login();
  const back = encodeURIComponent("https://portal.example/notes?a=1");
  expect(assigned).toEqual([`https://login.example/bff/login?returnUrl=${back}`]);
});

it("signs out here and in every other tab", async () => {
  const [here, there] = [open(), open()];
  await Promise.all([here.user(), there.user()]);
  const changes = [nextChange(here), nextChange(there)];
  expect(await here.logout()).toEqual(signedOut);
  expect(await Promise.all(changes)).toEqual([null, null]);
});

it("notices a session that ended elsewhere within 2 seconds, without extending it", async () => {
  const bff = open();
  await bff.user();
  const change = nextChange(bff);
  state.session = undefined;
  await vi.advanceTimersByTimeAsync(2000);
  expect(await change).toBeNull();
  expect(calls.at(-1)?.url).toContain("slide=false");
});

it("notices that somebody else is signed in now, in a tab that only listens too", async () => {
  const [here, there] = [open(), open({ checkSeconds: 3600 })];
  await Promise.all([here.user(), there.user()]);
  const change = nextChange(there);
  state.session = "s2";
  await vi.advanceTimersByTimeAsync(2000);
  expect((await change)?.sid).toBe("s2");
});

it("looks at once after a call was answered 401", async () => {
  const bff = open({ checkSeconds: 3600 });
  await bff.user();
  const change = nextChange(bff);
  Object.assign(state, { session: undefined, status: 401 });
  expect((await bff.fetch("/bff/api/demo/")).status).toBe(401);
  expect(await change).toBeNull();
});

it("warns once before the session ends, and again after it was extended", async () => {
  const bff = open();
  const warnings: number[] = [];
  bff.on("expiring", (seconds) => warnings.push(seconds));
  await bff.user();
  state.expiresIn = 50;
  await bff.user({ slide: false });
  await bff.user({ slide: false });
  expect(warnings).toEqual([50]);
  state.expiresIn = 3600;
  await bff.user();
  state.expiresIn = 40;
  await bff.user({ slide: false });
  expect(warnings).toEqual([50, 40]);
});

it("says that the session goes on after the warning, also when another tab has used it", async () => {
  const bff = open();
  const told: string[] = [];
  bff.on("expiring", () => told.push("expiring"));
  bff.on("extended", () => told.push("extended"));
  state.expiresIn = 50;
  await bff.user();
  state.expiresIn = 3600;
  await vi.advanceTimersByTimeAsync(1500);
  await vi.advanceTimersByTimeAsync(1500);
  expect(told).toEqual(["expiring", "extended"]);
});

it("looks without extending, also to warn", async () => {
  const bff = open();
  await bff.user({ slide: false });
  state.expiresIn = 50;
  const warned = new Promise((resolve) => bff.on("expiring", resolve));
  await vi.advanceTimersByTimeAsync(1500);
  expect(await warned).toBe(50);
  expect(calls.length).toBeGreaterThan(1);
  for (const { url } of calls) expect(url).toContain("slide=false");
});

it("notices a change where answers take longer than the time between two looks", async () => {
  const bff = open();
  await bff.user();
  const change = nextChange(bff);
  const waiting: (() => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise((resolve) => waiting.push(() => resolve(Response.json(null)))));
  await vi.advanceTimersByTimeAsync(4500);
  expect(waiting).toHaveLength(3);
  waiting[0]?.();
  expect(await change).toBeNull();
});

it("believes no answer that was asked for before the sign-out", async () => {
  const bff = open();
  await bff.user();
  const before = claimsOf("s1");
  let answer = (_: Response) => {};
  const real = fetch;
  vi.stubGlobal("fetch", (url: URL, init: RequestInit) =>
    url.pathname === "/bff/user" ? new Promise<Response>((resolve) => (answer = resolve)) : real(url, init),
  );
  const late = bff.user();
  await bff.logout();
  const changes: unknown[] = [];
  bff.on("change", (user) => changes.push(user));
  answer(Response.json(before));
  await late;
  expect(changes).toEqual([]);
});

it("leaves hidden tabs alone, and looks as soon as one is shown", async () => {
  const page = Object.assign(new EventTarget(), { hidden: true });
  vi.stubGlobal("document", page);
  const bff = open();
  await bff.user();
  const change = nextChange(bff);
  state.session = "s2";
  await vi.advanceTimersByTimeAsync(6000);
  expect(calls).toHaveLength(1);
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  expect((await change)?.sid).toBe("s2");
});

it("is typed: events know what they bring, and options are checked", () => {
  const bff = open();
  expectTypeOf(bff.on<"change">)
    .parameter(1)
    .toEqualTypeOf<(user: User | null) => void>();
  expectTypeOf(bff.on<"expiring">)
    .parameter(1)
    .toEqualTypeOf<(seconds: number) => void>();
  // @ts-expect-error no such event
  expect(() => bff.on("changed", () => {})).toThrow(TypeError);
  // @ts-expect-error no such option
  open({ checkMinutes: 1 });
});

it("takes a failed look for no news", async () => {
  const bff = open();
  await bff.user();
  const changes: unknown[] = [];
  bff.on("change", (user) => changes.push(user));
  vi.stubGlobal("fetch", async () => new Response("", { status: 503 }));
  await vi.advanceTimersByTimeAsync(4000);
  expect(changes).toEqual([]);
});

it("stops telling whoever unsubscribed", async () => {
  const bff = open();
  await bff.user();
  const changes: unknown[] = [];
  bff.on("change", (user) => changes.push(user))();
  await bff.logout();
  expect(changes).toEqual([]);
});

it("is smaller than 2 KB gzipped, even before a minifier shortens its names", () => {
  const code = ["index.ts", "user.ts"]
    .map((file) => stripTypeScriptTypes(readFileSync(new URL(file, import.meta.url), "utf8")))
    .join("\n")
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .replace(/\s+/g, " ");
  expect(gzipSync(code).length).toBeLessThan(2048);
});
