import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BffHarness, cookieOf, startBff } from "#tests/support/bff-harness.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { startProxy } from "#tests/support/reverse-proxy.ts";

// docs/operations/frontend.nginx.conf: a frontend on the portal's own origin.

describe.skipIf(!existsSync("/usr/sbin/nginx"))("needs Debian's package nginx", () => {
  const directory = mkdtempSync(join(tmpdir(), "portico-frontend-"));
  let portal: BffHarness;
  let origin: string;
  let stop: (() => Promise<void>) | undefined;

  beforeAll(async () => {
    mkdirSync(join(directory, "app"));
    writeFileSync(join(directory, "app/index.html"), "the frontend");
    const port = await findFreePorts(1);
    origin = `http://127.0.0.1:${port}`;
    portal = await startBff({}, { settings: { origin, publicUrl: origin } });
    ({ stop } = await startProxy("nginx", "../operations/frontend.nginx.conf", port, {
      "127.0.0.1:8000": `127.0.0.1:${port}`,
      "127.0.0.1:3000": new URL(portal.url).host,
      "/srv/frontend": directory,
    }));
  });
  afterAll(async () => {
    await stop?.();
    await portal.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it("serves the frontend's page at every address below its own", async () => {
    for (const path of ["/app/", "/app/notes/1"])
      expect(await (await fetch(origin + path)).text()).toBe("the frontend");
  });

  it("passes its calls and its sign-in on, which need no setting", async () => {
    const headers = { "X-CSRF": "1", "Sec-Fetch-Site": "same-origin", Referer: `${origin}/app/` };
    const cookie = cookieOf(portal.vault.add("s1"));
    expect((await fetch(`${origin}/bff/user`, { headers: { ...headers, Cookie: cookie } })).status).toBe(200);
    const posted = { method: "POST", headers: { ...headers, Origin: origin } };
    expect((await fetch(`${origin}/bff/logout`, posted)).status).toBe(200);
    const login = `${origin}/bff/login?returnUrl=${encodeURIComponent(`${origin}/app/notes`)}`;
    const { headers: answer } = await fetch(login, { headers, redirect: "manual" });
    expect(answer.get("location")).toBe("/sign-in?return_to=%2Fapp%2Fnotes");
  });
});
