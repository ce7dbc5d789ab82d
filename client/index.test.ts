import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { type Bff, BffError, createBff, type User } from "./index.ts";

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
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: false }));
  vi.stubGlobal("location", {
    origin: "https://portal.example",
    hostname: "portal.example",
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
  const here = encodeURIComponent("https://portal.example/notes?a=1");
  expect(assigned).toEqual([
    `/bff/login?returnUrl=${here}`,
    "/bff/login?returnUrl=%2Fx&provider=github&scope=repo",
    `/bff/login?returnUrl=${here}`,
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

/** Tabs in the background: nothing but another tab makes them look. */
function hide(): void {
  vi.stubGlobal("document", Object.assign(new EventTarget(), { hidden: true }));
}

/** What the tabs say to each other. */
function overhear(): { heard: unknown[]; say(what: string): void; untilSaid(what: string): Promise<void> } {
  const heard: unknown[] = [];
  const channel = new BroadcastChannel("portico ");
  const mouth = new BroadcastChannel("portico ");
  let tell = () => {};
  channel.onmessage = ({ data }) => {
    heard.push(data);
    tell();
  };
  opened.push({ close: () => [channel, mouth].forEach((one) => void one.close()) } as unknown as Bff);
  return {
    heard,
    say: (what) => mouth.postMessage(what),
    untilSaid: (what) =>
      new Promise((resolve) => {
        tell = () => heard.includes(what) && resolve();
        tell();
      }),
  };
}

it("tells hidden tabs who is signed in when a page is loaded, as after every sign-in", async () => {
  hide();
  const there = open();
  await there.user();
  const change = nextChange(there);
  state.session = "s2";
  await open().user();
  expect((await change)?.sid).toBe("s2");
});

it("tells hidden tabs of a sign-out by a tab that never asked who is signed in", async () => {
  hide();
  const there = open();
  await there.user();
  const change = nextChange(there);
  await open().logout();
  expect(await change).toBeNull();
});

it("tells hidden tabs of a sign-out by a tab that could not find out that somebody had signed in", async () => {
  hide();
  const { untilSaid } = overhear();
  state.session = undefined;
  const here = open();
  await here.user();
  const { resolve: say, promise: looked } = Promise.withResolvers<void>();
  const real = fetch;
  vi.stubGlobal("fetch", async (...call: Parameters<typeof fetch>) => {
    if (!String(call[0]).includes("slide=false")) return real(...call);
    say();
    return new Response("", { status: 503 });
  });
  state.session = "s1";
  const there = open();
  await there.user();
  await untilSaid("s1.1");
  await looked;
  vi.stubGlobal("fetch", real);
  const change = nextChange(there);
  await here.logout();
  expect(await change).toBeNull();
});

it("tells other tabs of a sign-out whose answer came after it was closed, and answers who waits for it", async () => {
  hide();
  const [here, there] = [open(), open()];
  await Promise.all([here.user(), there.user()]);
  const change = nextChange(there);
  const [asking, leaving] = [here.user(), here.logout()];
  here.close();
  expect(await leaving).toEqual(signedOut);
  expect(await asking).toBeNull();
  expect(await change).toBeNull();
});

it("keeps no channel open once it is closed and its answers have come", async () => {
  const channels = new Set<BroadcastChannel>();
  class CountedChannel extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      channels.add(this);
    }
    override close() {
      super.close();
      channels.delete(this);
    }
  }
  vi.stubGlobal("BroadcastChannel", CountedChannel);
  const bff = open();
  await bff.user();
  const leaving = bff.logout();
  expect(channels.size).toBe(1);
  bff.close();
  await leaving;
  expect(channels.size).toBe(0);
});

it("is silent after that: one change is one message and one look by each other tab, however many there are", async () => {
  hide();
  const { heard, say, untilSaid } = overhear();
  const tabs: Bff[] = [];
  // When to warn is each tab's own business.
  for (const warnSeconds of [60, 60, 60, 60, 7200, 1]) {
    const tab = open({ warnSeconds });
    tabs.push(tab);
    await tab.user();
  }
  const changes = tabs.map(nextChange);
  calls.length = 0;
  state.session = "s2";
  await open().user();
  for (const user of await Promise.all(changes)) expect(user?.sid).toBe("s2");
  expect(calls).toHaveLength(1 + tabs.length);
  say("the end");
  await untilSaid("the end");
  expect(heard).toEqual([...tabs.map(() => "s1.1"), "s2.1", "the end"]);
});

it("looks once when many tabs say the same while it looks", async () => {
  hide();
  const { say, untilSaid } = overhear();
  const there = open();
  await there.user();
  const change = nextChange(there);
  const looks: (() => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise((resolve) => looks.push(() => resolve(Response.json(claimsOf("s2"))))));
  for (const what of ["s2.1", "s2.1", "s2.1", "the end"]) say(what);
  await untilSaid("the end");
  // The second is for the end, which is something else.
  await expect.poll(() => looks.length).toBe(2);
  for (const answer of looks) answer();
  expect((await change)?.sid).toBe("s2");
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

it("warns whoever listens only after the warning, once, at the next answer", async () => {
  const bff = open();
  const [early, late, gone]: number[][] = [[], [], []];
  bff.on("expiring", (seconds) => early?.push(seconds));
  state.expiresIn = 50;
  await bff.user({ slide: false });
  bff.on("expiring", (seconds) => late?.push(seconds));
  bff.on("expiring", (seconds) => gone?.push(seconds))();
  for (state.expiresIn = 45; state.expiresIn > 42; state.expiresIn--) await bff.user({ slide: false });
  expect([early, late, gone]).toEqual([[50], [45], []]);
});

it("warns a listener that stopped and began again anew, as effects do; not when the session goes on meanwhile", async () => {
  const bff = open();
  const warnings: number[] = [];
  const warn = (seconds: number) => void warnings.push(seconds);
  let stop = bff.on("expiring", warn);
  state.expiresIn = 50;
  await bff.user({ slide: false });
  stop();
  stop = bff.on("expiring", warn);
  state.expiresIn = 45;
  await bff.user({ slide: false });
  expect(warnings).toEqual([50, 45]);
  stop();
  bff.on("expiring", warn);
  state.expiresIn = 3600;
  await bff.user();
  expect(warnings).toEqual([50, 45]);
});

it("warns of another session's end although the one before was ending too", async () => {
  const bff = open();
  const told: unknown[] = [];
  bff.on("change", (user) => told.push(user?.sid));
  bff.on("expiring", (seconds) => told.push(seconds));
  state.expiresIn = 50;
  await bff.user({ slide: false });
  Object.assign(state, { session: "s2", expiresIn: 40 });
  await bff.user({ slide: false });
  await bff.user({ slide: false });
  expect(told).toEqual([50, "s2", 40]);
});

it("leaves what a handler throws to the page to report: it answers, tells the others, and doesn't tell again", async () => {
  const reported: unknown[] = [];
  const real = queueMicrotask;
  vi.stubGlobal("queueMicrotask", (task: () => void) =>
    real(() => {
      try {
        task();
      } catch (error) {
        reported.push(error);
      }
    }),
  );
  const bff = open();
  await bff.user();
  const told: unknown[] = [];
  for (const event of ["change", "expiring", "extended"] as const) {
    bff.on(event, () => {
      throw event;
    });
    bff.on(event, () => told.push(event));
  }
  state.expiresIn = 50;
  for (let looks = 0; looks < 3; looks++) expect((await bff.user({ slide: false }))?.expiresInSeconds).toBe(50);
  state.expiresIn = 3600;
  expect((await bff.user())?.expiresInSeconds).toBe(3600);
  expect(await bff.logout()).toEqual(signedOut);
  expect(told).toEqual(["expiring", "extended", "change"]);
  expect(reported).toEqual(told);
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
  expect(await late).toBeNull();
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

describe("while the portal doesn't answer", () => {
  const portalIsAway = () => {
    let looks = 0;
    vi.stubGlobal("fetch", async () => {
      looks++;
      throw new TypeError("Failed to fetch");
    });
    return () => looks;
  };

  it("looks ever more rarely, up to a minute apart, and tells the error once", async () => {
    const bff = open();
    await bff.user();
    const real = fetch;
    const errors: (BffError | null)[] = [];
    bff.on("error", (error) => errors.push(error));
    const looks = portalIsAway();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks()).toBeLessThan(10);
    const before = looks();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(looks() - before).toBeGreaterThan(8);
    expect(looks() - before).toBeLessThan(21);
    expect(errors).toEqual([expect.objectContaining({ kind: "unreachable", status: undefined })]);
    vi.stubGlobal("fetch", real);
    await vi.advanceTimersByTimeAsync(63_000);
    expect(errors[1]).toBeNull();
    calls.length = 0;
    await vi.advanceTimersByTimeAsync(3000);
    expect(calls).toHaveLength(2);
  });

  it.each(["online", "visibilitychange"])("looks at once on %s", async (event) => {
    const online = new EventTarget();
    vi.stubGlobal("addEventListener", online.addEventListener.bind(online));
    vi.stubGlobal("removeEventListener", online.removeEventListener.bind(online));
    const bff = open();
    const looks = portalIsAway();
    await vi.advanceTimersByTimeAsync(60_000);
    const before = looks();
    (event === "online" ? online : document).dispatchEvent(new Event(event));
    expect(looks()).toBe(before + 1);
    bff.close();
    (event === "online" ? online : document).dispatchEvent(new Event(event));
    expect(looks()).toBe(before + 1);
  });

  it("waits as long as Retry-After says, a minute at most", async () => {
    open();
    let looks = 0;
    vi.stubGlobal("fetch", async () => {
      looks++;
      return new Response("", { status: 503, headers: { "retry-after": "30" } });
    });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(looks).toBe(1);
    await vi.advanceTimersByTimeAsync(3000);
    expect(looks).toBe(2);
  });

  it("asks no more than four times at once", async () => {
    open();
    let asked = 0;
    vi.stubGlobal("fetch", () => {
      asked++;
      return new Promise(() => {});
    });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toBe(4);
  });

  it("tells it anew when the cause changes, and rejects what asks for it", async () => {
    const bff = open();
    const kinds: unknown[] = [];
    bff.on("error", (error) => kinds.push(error && [error.kind, error.code]));
    const problem = { code: "origin_refused", detail: "Not from here.", next_step: "List it." };
    const answers: [Response, object][] = [
      [new Response("<!doctype html>"), { kind: "not_portico", status: 200 }],
      [new Response("Not found", { status: 404 }), { kind: "not_portico", status: 404 }],
      [Response.json(problem, { status: 403 }), { kind: "refused", status: 403, message: "Not from here. List it." }],
      [
        Response.json({ code: "database_unavailable" }, { status: 503 }),
        { kind: "failed", code: "database_unavailable" },
      ],
      [new Response("", { status: 502 }), { kind: "failed", code: undefined }],
    ];
    for (const [answer, error] of answers) {
      vi.stubGlobal("fetch", async () => answer);
      const rejected = await bff.user().catch((reason: unknown) => reason);
      expect(rejected).toBeInstanceOf(BffError);
      expect(rejected).toMatchObject(error);
    }
    expect(kinds).toEqual([
      ["not_portico", undefined],
      ["not_portico", undefined],
      ["refused", "origin_refused"],
      ["failed", "database_unavailable"],
      ["failed", undefined],
    ]);
  });

  it("says on this computer what to set, once for all, and nothing anywhere else", async () => {
    const said: string[] = [];
    vi.spyOn(console, "warn").mockImplementation((text: string) => void said.push(text));
    portalIsAway();
    const baseUrl = "http://localhost:3000";
    await open({ baseUrl })
      .user()
      .catch(() => {});
    expect(said).toEqual([]);
    vi.stubGlobal("location", { origin: "http://localhost:5173", hostname: "localhost" });
    for (let count = 0; count < 2; count++)
      await open({ baseUrl })
        .user()
        .catch(() => {});
    expect(said).toEqual([
      'Portico: http://localhost:3000 gives no answer. If it runs, name this page\'s origin in portico.config.ts: frontendOrigins: ["http://localhost:5173"] (docs/bff.md)',
    ]);
    vi.mocked(console.warn).mockRestore();
  });
});

describe("without a document", () => {
  it("opens nothing, and asks only when it is told to", async () => {
    vi.stubGlobal("document", undefined);
    vi.stubGlobal("BroadcastChannel", function refuse() {
      throw new Error("opened");
    });
    const bff = open({ baseUrl: "https://login.example" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
    expect((await bff.user())?.sid).toBe("s1");
    expect(await bff.logout()).toEqual(signedOut);
    bff.close();
  });

  it("says that it is for pages when nothing says where the portal is", async () => {
    vi.stubGlobal("document", undefined);
    vi.stubGlobal("location", undefined);
    await expect(open().user()).rejects.toThrow("for pages");
  });

  it("lets a process end", () => {
    const code = `
      import { createBff } from ${JSON.stringify(new URL("./index.ts", import.meta.url).href)};
      createBff();
      createBff({ baseUrl: "http://localhost:1" }).on("change", () => {});
      console.log("made");`;
    const run = ["--input-type=module", "-e", code];
    expect(execFileSync(process.execPath, run, { encoding: "utf8", timeout: 60_000 })).toBe("made\n");
  });
});

it("is smaller than 3 KB gzipped, even before a minifier shortens its names", () => {
  const code = ["index.ts", "user.ts", "bff-error.ts", "look-pace.ts"]
    .map((file) => stripTypeScriptTypes(readFileSync(new URL(file, import.meta.url), "utf8")))
    .join("\n")
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "")
    .replace(/\s+/g, " ");
  expect(gzipSync(code).length).toBeLessThan(3 * 1024);
});
