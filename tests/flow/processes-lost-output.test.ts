import { expect, it } from "vitest";
import { startPortal } from "#tests/support/start-portal.ts";

it("a portal whose log nobody reads any more goes on serving, and ends when it is told to", async () => {
  const portal = await startPortal();
  portal.closeLog();
  // A callback out of nowhere is logged and recorded.
  const refused = await fetch(`${portal.url}/api/auth/callback/google?code=x&state=y`, { redirect: "manual" });
  expect(refused.status).toBe(303);
  for (let count = 0; count < 3; count++) {
    const answer = await fetch(`${portal.url}/readyz`, { signal: AbortSignal.timeout(10_000) });
    expect(answer.status).toBe(200);
  }
  expect(await portal.stop()).toBe(0);
});
