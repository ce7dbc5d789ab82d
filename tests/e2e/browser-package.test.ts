import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { createViteServer } from "vitest/node";

// portico/react as somebody else's frontend has it: bundled by Vite, in a real browser, several tabs at once.

const page = `<!doctype html><html lang="en"><title>notes</title><div id="app"></div><script type="module">
  import { createElement as h, useState } from "react";
  import { createRoot } from "react-dom/client";
  import { BffProvider, useSession, useUser } from "/client/react.tsx";
  function Who() {
    const user = useUser();
    const { expiringInSeconds, extend, logout } = useSession();
    return h("main", null,
      h("p", { id: "who" }, user === undefined ? "not known yet" : user === null ? "nobody" : user.name),
      h("p", { id: "warning" }, expiringInSeconds === undefined ? "" : "ends in " + expiringInSeconds),
      h("button", { onClick: () => extend() }, "Stay"), h("button", { onClick: () => logout() }, "Sign out"));
  }
  function App() {
    const [count, setCount] = useState(0);
    // Options written in place: another object at every render.
    return h(BffProvider, { options: { checkSeconds: 1.5, warnSeconds: 60 } },
      h(Who), h("button", { onClick: () => setCount(count + 1) }, "Render " + count));
  }
  createRoot(document.getElementById("app")).render(h(App));
</script></html>`;

/** What the portal would say; the tests change it. */
const portal = { name: "Ada Lovelace" as string | null, expiresIn: 3600, down: false };
const asked: string[] = [];
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
    } else if (pathname.startsWith("/bff/")) {
      asked.push(`${request.method} ${request.url}`);
      if (request.method === "POST") portal.name = null;
      const { name, expiresIn } = portal;
      const claims = name && {
        sub: name,
        sid: name,
        name,
        "bff:session_expires_in": expiresIn,
        "bff:session_state": name,
      };
      response.statusCode = portal.down ? 503 : 200;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(claims && Object.entries(claims).map(([type, value]) => ({ type, value }))));
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
test.afterAll(() => close());
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
  portal.expiresIn = 3600;
  await here.getByRole("button", { name: "Stay" }).click();
  await expect(here.locator("#warning")).toHaveText("");
  await passTwoSeconds();
  await expect(there.locator("#warning")).toHaveText("");
  expect(asked.filter((one) => one.includes("slide=true"))).toHaveLength(1);
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
