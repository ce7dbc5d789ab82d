import { describe, expect, it } from "vitest";
import { Secret } from "#server/crypto/secret.ts";
import { problemOf, startBffWorld } from "#tests/support/bff-world.ts";

describe("token refresh", () => {
  it("asks the source once for 200 parallel calls", async () => {
    const { portal, session } = await startBffWorld();
    const calls = Array.from({ length: 200 }, () => portal.fetch("/bff/api/demo/", { session }));
    const statuses = (await Promise.all(calls)).map((response) => response.status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(portal.tokens.ownAsked).toBe(1);
  });

  it("asks again when the token is near its expiry", async () => {
    let nowSeconds = Math.floor(Date.now() / 1000);
    const { portal, session } = await startBffWorld({}, { nowSeconds: () => nowSeconds });
    // By the same clock, however long a call takes by the real one.
    portal.tokens.make = (value) => ({ token: new Secret(value), expiresAtSeconds: nowSeconds + 600, scopes: [] });
    await portal.fetch("/bff/api/demo/", { session });
    nowSeconds += 560;
    await portal.fetch("/bff/api/demo/", { session });
    expect(portal.tokens.ownAsked).toBe(1);
    nowSeconds += 11;
    await portal.fetch("/bff/api/demo/", { session });
    expect(portal.tokens.ownAsked).toBe(2);
  });

  it("refuses a call whose session ended while its token was on the way, and keeps nothing", async () => {
    const { api, portal, session } = await startBffWorld();
    portal.tokens.forUser = async () => {
      await portal.vault.end(session);
      return portal.tokens.make("too-late");
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({ code: "session_required" });
    expect(api.seen).toEqual([]);
  });

  it("forgets a provider's token when it changed", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    await portal.fetch("/bff/api/demo/", { session });
    portal.tokens.changed("s1", "github");
    await portal.fetch("/bff/api/demo/", { session });
    expect(api.seen.map((seen) => seen.headers.authorization)).toEqual(["Bearer github-s1-1", "Bearer github-s1-2"]);
  });

  it("takes no token from memory while this process doesn't hear of changes", async () => {
    const { portal, session } = await startBffWorld();
    portal.setListening(false);
    await portal.fetch("/bff/api/demo/", { session });
    await portal.fetch("/bff/api/demo/", { session });
    expect(portal.tokens.ownAsked).toBe(2);
  });
});
