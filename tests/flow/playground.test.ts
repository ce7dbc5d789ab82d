import { expect, it, onTestFinished } from "vitest";
import { createPortalWorld } from "#tests/support/portal-world.ts";

// Where it is offered without being switched on: server/config/load-settings.test.ts, and e2e/https.test.ts drives it.

it("the API playground is no page, and no page leads to it, when it is switched off", async () => {
  const world = await createPortalWorld({ scheme: "http", config: (config) => ({ ...config, playground: false }) });
  onTestFinished(() => world.close());
  const portal = await world.start();
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
