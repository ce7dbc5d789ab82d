import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "#server/database/database.ts";
import { type AppTokens, connectApp, isActive, tokenRequest } from "#tests/support/connect-app.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";

describe("a portal on the embedded database", () => {
  let world: PortalWorld;
  let portal: PortalProcess;
  let browser: CookieBrowser;
  let tokens: AppTokens;
  const dataDirectory = mkdtempSync(join(tmpdir(), "portico-held-"));
  const options = { dataDirectory, keepDataDirectory: true };

  beforeAll(async () => {
    world = await createPortalWorld({ scheme: "https" });
    portal = await world.start(options);
    world.demo.controls.adjust("microsoft", { refreshRotation: "punish-reuse" });
    browser = await world.signIn(portal, "microsoft-entra-id", "ada");
    tokens = await connectApp(world, portal, browser);
  });
  afterAll(async () => {
    await world.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  it("refuses a second one on its data directory, and names who holds it and what to do", async () => {
    const second = world.start(options);
    await expect(second).rejects.toThrow(join(dataDirectory, "database"));
    await expect(second).rejects.toThrow(`process ${portal.pid}`);
    await expect(second).rejects.toThrow(/stop that one, or start this one with another PORTICO_DATA_DIR/);
    await expect(second).rejects.toThrow(/DATABASE_URL/);
    await expect(second).rejects.toThrow(/exit 1/);
    expect((await world.call(portal, browser, "/bff/user")).status).toBe(200);
  });

  it("keeps sessions, provider tokens and grants through a kill -9, and refreshes once what expired meanwhile", async () => {
    await portal.stop("SIGKILL");
    const database = await openDatabase({ kind: "embedded", directory: join(dataDirectory, "database") });
    const expired = new Date(Date.now() - 10_000);
    await database.prisma.upstreamToken.updateMany({ data: { accessTokenExpiresAt: expired } });
    await database.close();

    portal = await world.start({ ...options, port: portal.port });
    const user = (await (await world.call(portal, browser, "/bff/user")).json()) as unknown[];
    expect(user).toContainEqual({ type: "name", value: "Ada Lovelace" });
    expect(await (await browser.fetch("/connected-apps")).text()).toContain("Calendar Buddy");
    expect(await isActive(world, portal, tokens.access_token)).toBe(true);
    const refreshed = await tokenRequest(world, portal, {
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token,
    });
    expect(refreshed.status).toBe(200);

    const before = world.demo.controls.calls("microsoft", "token");
    const calls = Array.from({ length: 200 }, () => world.call(portal, browser, "/bff/api/microsoft/me"));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect(world.demo.controls.calls("microsoft", "token")).toBe(before + 1);
  });
});
