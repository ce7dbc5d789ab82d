import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { createViteServer } from "vitest/node";

// portico/react as somebody else's frontend has it: bundled by Vite, in a real browser, several tabs at once.

const page = `<!doctype html><html lang="en"><title>notes</title><div id="app"></div><script type="module">
  import { Activity, createElement as h, StrictMode, useEffect, useState } from "react";
  import { createRoot } from "react-dom/client";
  import { createBff } from "/client/index.ts";
  import { BffProvider, useSession, useUser } from "/client/react.tsx";
  function Who() {
    const user = useUser();
    const { error, expiringInSeconds, extend, logout } = useSession();
    return h("main", null,
      h("p", { id: "error" }, error ? error.kind + " " + error.code : ""),
      h("p", { id: "who" }, user === undefined ? "not known yet" : user === null ? "nobody" : user.name),
      h("p", { id: "warning" }, expiringInSeconds === undefined ? "" : "ends in " + expiringInSeconds),
      h("button", { onClick: () => extend() }, "Stay"), h("button", { onClick: () => logout() }, "Sign out"));
  }
  // React runs the effects of children before the provider's.
  function Notes() {
    const { fetch, login } = useSession();
    const [notes, setNotes] = useState("none yet");
    useEffect(() => {
      if (location.hash === "#login") login();
      else fetch("/bff/api/notes").then((answer) => answer.text()).then(setNotes, (error) => setNotes(error.message));
    }, [fetch, login]);
    return h("p", { id: "notes" }, notes);
  }
  function App() {
    const [count, setCount] = useState(0);
    const [checkSeconds, setCheck] = useState(1.5);
    const [left, setLeft] = useState(false);
    if (left) return h("p", null, "Gone");
    // Options written in place: another object at every render.
    const baseUrl = new URLSearchParams(location.search).get("portal") ?? undefined;
    return h(BffProvider, { options: { baseUrl, checkSeconds, warnSeconds: 60 } },
      h(Who), h(Notes), h("button", { onClick: () => setCount(count + 1) }, "Render " + count),
      h("button", { onClick: () => setCheck(3600) }, "Look less"), h("button", { onClick: () => setLeft(true) }, "Leave"));
  }
  const bff = location.search === "?shared" ? createBff() : undefined;
  // Hidden, its effects are undone and its state stays; gone, its state goes too.
  function Shared() {
    const [show, setShow] = useState("shown");
    return h("div", null,
      show !== "gone" && h(Activity, { mode: show === "hidden" ? "hidden" : "visible" }, h(BffProvider, { bff }, h(Who))),
      ["shown", "hidden", "gone"].map((one) => h("button", { key: one, onClick: () => setShow(one) }, "Be " + one)));
  }
  const app = bff ? h(Shared) : location.search.startsWith("?strict") ? h(StrictMode, null, h(App)) : h(App);
  createRoot(document.getElementById("app")).render(app);
</script></html>`;

/** What the portal would say; the tests change it. */
const portal = { name: "Ada Lovelace" as string | null, expiresIn: 3600, down: false };
const asked: string[] = [];

function claimsOf(name: string | null): string {
  const state = { "bff:session_expires_in": portal.expiresIn, "bff:session_state": name };
  const claims = Object.entries({ sub: name, sid: name, name, ...state });
  return JSON.stringify(name === null ? null : claims.map(([type, value]) => ({ type, value })));
}

let url: string;
let close: () => Promise<void>;

test.beforeAll(async () => {
  const vite = await createViteServer({
    configFile: false,
    root: join(import.meta.dirname, "../.."),
    cacheDir: join(tmpdir(), `portico-vite-${process.pid}`),
    appType: "custom",
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { include: ["react", "react-dom/client", "react/jsx-runtime", "react/jsx-dev-runtime"], entries: [] },
  });
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://x");
    if (pathname === "/") {
      response.setHeader("content-type", "text/html").end(await vite.transformIndexHtml("/", page));
    } else if (pathname === "/bff/api/notes") {
      response.end(request.headers["x-csrf"] ? "a note" : "refused");
    } else if (pathname === "/bff/login") {
      response.end("the sign-in page");
    } else if (pathname.startsWith("/bff/")) {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === "POST") portal.name = null;
      response.statusCode = portal.down ? 503 : 200;
      response.setHeader("content-type", "application/json");
      response.end(claimsOf(portal.name));
    } else vite.middlewares(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  url = `http://localhost:${(server.address() as { port: number }).port}/`;
  close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await vite.close();
  };
});
test.afterAll(() => close?.());
test.beforeEach(() => {
  Object.assign(portal, { name: "Ada Lovelace", expiresIn: 3600, down: false });
  asked.length = 0;
});

const who = (page: Page) => page.locator("#who");

/** In the tabs of this context time passes only when the test lets it: two seconds, however busy the machine is. */
async function stopClocks({ clock }: BrowserContext): Promise<{ passTwoSeconds(): Promise<void> }> {
  const now = Date.now();
  await clock.install({ time: now });
  await clock.pauseAt(now + 1_000);
  return { passTwoSeconds: () => clock.runFor(2_000) };
}

/** The first question who is signed in is answered when the test says so; those after it as always. */
async function holdFirstLook(tab: Page): Promise<{ begun: Promise<void>; answer(...is: LookAnswer): Promise<void> }> {
  const begun = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<LookAnswer>();
  await tab.route(
    /\/bff\/user/,
    async (route) => {
      begun.resolve();
      const [status, name] = await ready.promise;
      await route.fulfill({ status, contentType: "application/json", body: claimsOf(name) });
    },
    { times: 1 },
  );
  return {
    begun: begun.promise,
    async answer(...is) {
      const answered = tab.waitForResponse(/\/bff\/user/);
      ready.resolve(is);
      await (await answered).finished();
    },
  };
}

type LookAnswer = [status: number, name: string | null];

test("a sign-out, a sign-in as somebody else and an end elsewhere reach every tab within two seconds", async ({
  context,
}) => {
  const { passTwoSeconds } = await stopClocks(context);
  const tabs = [await context.newPage(), await context.newPage(), await context.newPage()];
  for (const tab of tabs) {
    await tab.goto(url);
    await expect(who(tab)).toHaveText("Ada Lovelace");
  }
  await tabs[0]?.getByRole("button", { name: "Sign out" }).click();
  // At once: tabs tell each other.
  for (const tab of tabs) await expect(who(tab)).toHaveText("nobody");
  portal.name = "Grace Hopper";
  await passTwoSeconds();
  for (const tab of tabs) await expect(who(tab)).toHaveText("Grace Hopper");
  portal.name = null;
  await passTwoSeconds();
  for (const tab of tabs) await expect(who(tab)).toHaveText("nobody");
});

test("a tab in the background is told who signed in by the page that the sign-in loads", async ({ context }) => {
  // No time passes, and nobody is polled: only another tab can tell.
  await stopClocks(context);
  const [front, back] = [await context.newPage(), await context.newPage()];
  await back.addInitScript(() => Object.defineProperty(document, "hidden", { get: () => true }));
  for (const tab of [front, back]) {
    await tab.goto(url);
    await expect(who(tab)).toHaveText("Ada Lovelace");
  }
  for (const name of ["Grace Hopper", null, "Alan Turing"]) {
    portal.name = name;
    await front.reload();
    await expect(who(back)).toHaveText(name ?? "nobody");
  }
});

for (const mode of ["", "?strict"]) {
  test(`the effects of children can use the BFF although they run before the provider's${mode && ", in StrictMode too"}`, async ({
    page: tab,
  }) => {
    await tab.goto(url + mode);
    await expect(tab.locator("#notes")).toHaveText("a note");
    await expect(who(tab)).toHaveText("Ada Lovelace");
    portal.name = "Grace Hopper";
    await expect(who(tab)).toHaveText("Grace Hopper");
    await tab.getByRole("button", { name: "Sign out" }).click();
    await expect(who(tab)).toHaveText("nobody");
    await tab.goto("about:blank");
    await tab.goto(`${url}${mode}#login`);
    await expect(tab.getByText("the sign-in page")).toBeVisible();
  });
}

test("nothing is asked any more once the provider is gone, even when its first look fails only then", async ({
  context,
  page: tab,
}) => {
  const { passTwoSeconds } = await stopClocks(context);
  const look = await holdFirstLook(tab);
  await tab.goto(url);
  await look.begun;
  await tab.getByRole("button", { name: "Leave" }).click();
  await expect(tab.getByText("Gone")).toBeVisible();
  await look.answer(503, null);
  await passTwoSeconds();
  await passTwoSeconds();
  // What was asked before this is on the list when this is.
  await tab.evaluate(() => fetch("/bff/the-end"));
  expect(asked).toEqual(["GET /bff/the-end"]);
});

test("a late answer to what is gone says nothing about who is signed in now", async ({ context, page: tab }) => {
  await stopClocks(context);
  const look = await holdFirstLook(tab);
  await tab.goto(url);
  await look.begun;
  portal.name = "Grace Hopper";
  await tab.getByRole("button", { name: "Look less" }).click();
  await expect(who(tab)).toHaveText("Grace Hopper");
  await look.answer(200, "Ada Lovelace");
  await tab.getByRole("button", { name: "Render 0" }).click();
  await expect(tab.getByRole("button", { name: "Render 1" })).toBeVisible();
  await expect(who(tab)).toHaveText("Grace Hopper");
});

test("a warning comes before the end without extending it, and goes when the session was extended in another tab", async ({
  context,
}) => {
  const { passTwoSeconds } = await stopClocks(context);
  const [here, there] = [await context.newPage(), await context.newPage()];
  for (const tab of [here, there]) {
    await tab.goto(url);
    await expect(who(tab)).toHaveText("Ada Lovelace");
  }
  portal.expiresIn = 50;
  await passTwoSeconds();
  for (const tab of [here, there]) await expect(tab.locator("#warning")).toHaveText("ends in 50");
  expect(asked.filter((one) => !one.includes("slide=false"))).toEqual([]);
  // At its longest life a session ends for all that.
  const answered = here.waitForResponse(/slide=true/);
  await here.getByRole("button", { name: "Stay" }).click();
  await answered;
  await passTwoSeconds();
  await expect(here.locator("#warning")).toHaveText("ends in 50");
  portal.expiresIn = 3600;
  await here.getByRole("button", { name: "Stay" }).click();
  await expect(here.locator("#warning")).toHaveText("");
  await passTwoSeconds();
  await expect(there.locator("#warning")).toHaveText("");
  expect(asked.filter((one) => one.includes("slide=true"))).toHaveLength(2);
});

test("a warning by a BFF that is shared comes back with the provider, unless the session was extended meanwhile", async ({
  context,
  page: tab,
}) => {
  const { passTwoSeconds } = await stopClocks(context);
  const be = (what: string) => tab.getByRole("button", { name: `Be ${what}` }).click();
  const warning = tab.locator("#warning");
  await tab.goto(`${url}?shared`);
  await expect(who(tab)).toHaveText("Ada Lovelace");
  portal.expiresIn = 50;
  await passTwoSeconds();
  await expect(warning).toHaveText("ends in 50");
  portal.expiresIn = 45;
  await be("hidden");
  await expect(warning).toBeHidden();
  await be("shown");
  await expect(warning).toHaveText("ends in 45");
  portal.expiresIn = 40;
  await be("gone");
  await expect(warning).toHaveCount(0);
  await be("shown");
  await expect(warning).toHaveText("ends in 40");
  await be("hidden");
  portal.expiresIn = 3600;
  const looked = tab.waitForResponse(/\/bff\/user/);
  await passTwoSeconds();
  await (await looked).finished();
  await be("shown");
  await expect(who(tab)).toBeVisible();
  await expect(warning).toHaveText("");
});

test("who is signed in is found out although the first answer failed", async ({ page: tab }) => {
  portal.down = true;
  const first = tab.waitForResponse(/\/bff\/user/);
  await tab.goto(url);
  expect((await first).status()).toBe(503);
  await expect(who(tab)).toHaveText("not known yet");
  portal.down = false;
  await expect(who(tab)).toHaveText("Ada Lovelace");
});

test("rendering again asks nothing again", async ({ context, page: tab }) => {
  // So that no look is due.
  await stopClocks(context);
  await tab.goto(url);
  await expect(who(tab)).toHaveText("Ada Lovelace");
  const again: string[] = [];
  tab.on("request", (request) => again.push(request.url()));
  for (let count = 0; count < 5; count++) await tab.getByRole("button", { name: `Render ${count}` }).click();
  await expect(tab.getByRole("button", { name: "Render 5" })).toBeVisible();
  expect(again).toEqual([]);
});

test("a portal that doesn't list this origin is an error, told once with what to set; it is asked ever more rarely, and again at once when online", async ({
  context,
  page: tab,
}) => {
  let listed = false;
  let looks = 0;
  const elsewhere = createServer((request, response) => {
    if (request.method !== "OPTIONS") looks++;
    const cors = { "access-control-allow-credentials": "true", "access-control-allow-headers": "x-csrf" };
    response.writeHead(200, listed ? { ...cors, "access-control-allow-origin": request.headers.origin ?? "" } : {});
    response.end(claimsOf("Ada Lovelace"));
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "localhost", resolve));
  const baseUrl = `http://localhost:${(elsewhere.address() as { port: number }).port}`;
  let preflights = 0;
  tab.on("request", (request) => {
    if (request.url().startsWith(`${baseUrl}/bff/user`)) preflights++;
  });
  const warnings: string[] = [];
  tab.on("console", (message) => {
    if (message.type() === "warning") warnings.push(message.text());
  });
  const now = Date.now();
  await context.clock.install({ time: now });
  await context.clock.pauseAt(now + 1_000);
  await tab.goto(`${url}?strict&portal=${encodeURIComponent(baseUrl)}`);
  await expect(tab.locator("#error")).toHaveText("unreachable undefined");
  await expect(who(tab)).toHaveText("not known yet");
  // Step by step, so that each look is over before the next is due.
  for (let second = 0; second < 90; second += 3) await context.clock.runFor(3_000);
  expect(preflights).toBeLessThan(14);
  expect(looks).toBe(0);
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(`frontendOrigins: ["${new URL(url).origin}"]`);
  listed = true;
  await tab.evaluate(() => dispatchEvent(new Event("online")));
  await expect(who(tab)).toHaveText("Ada Lovelace");
  await expect(tab.locator("#error")).toHaveText("");
  elsewhere.closeAllConnections();
  elsewhere.close();
});
