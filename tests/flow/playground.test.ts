import { afterEach, describe, expect, it } from "vitest";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";

let world: PortalWorld | undefined;
afterEach(() => world?.close());

async function start(playground: boolean | undefined): Promise<{ world: PortalWorld; portal: PortalProcess }> {
  const setting = playground === undefined ? {} : { playground };
  world = await createPortalWorld({ scheme: "http", config: (config) => ({ ...config, ...setting }) });
  return { world, portal: await world.start() };
}

describe("the API playground", () => {
  it("is no page, and no page leads to it, when it is switched off", async () => {
    const { world, portal } = await start(false);
    const browser = await world.signIn(portal, "github", "ada");
    for (const path of ["/", "/account", "/connected-apps", "/device"]) {
      const page = await browser.fetch(path);
      expect([path, page.status, (await page.text()).includes("playground")]).toEqual([path, 200, false]);
    }
    const page = await browser.fetch("/playground");
    expect([page.status, /<title>([^<]*)/.exec(await page.text())?.[1]]).toEqual([404, "Not found · Portico"]);
    // Nobody is sent to sign in for it either.
    expect((await fetch(`${portal.address}/playground`, { redirect: "manual" })).status).toBe(404);
  });

  it("is offered in development without being switched on", async () => {
    const { world, portal } = await start(undefined);
    const browser = await world.signIn(portal, "github", "ada");
    expect((await browser.fetch("/playground")).status).toBe(200);
    expect(await (await browser.fetch("/")).text()).toContain('href="/playground"');
  });
});
