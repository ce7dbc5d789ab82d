import { describe, expect, it } from "vitest";
import { startBffWorld } from "#tests/support/bff-world.ts";

describe("token kinds", () => {
  it("attaches nothing for none, with or without a session", async () => {
    const { portal, session } = await startBffWorld({ token: "none" });
    const response = await portal.fetch("/bff/api/demo/", { session, headers: { Authorization: "Bearer mine" } });
    expect(await response.json()).toMatchObject({ authorization: null });
    expect((await portal.fetch("/bff/api/demo/")).status).toBe(200);
  });

  it("attaches a client token for client, asked for once", async () => {
    const { portal, session } = await startBffWorld({ token: "client" });
    await portal.fetch("/bff/api/demo/", { session });
    const response = await portal.fetch("/bff/api/demo/");
    expect(await response.json()).toMatchObject({ authorization: "Bearer client-1" });
    expect(portal.tokens.clientAsked).toBe(1);
  });

  it("attaches the person's or the client's token for user_or_client", async () => {
    const { portal, session } = await startBffWorld({ token: "user_or_client" });
    const signedIn = await portal.fetch("/bff/api/demo/", { session });
    expect(await signedIn.json()).toMatchObject({ authorization: "Bearer own-s1-1" });
    expect(await (await portal.fetch("/bff/api/demo/")).json()).toMatchObject({ authorization: "Bearer client-1" });
  });

  it("attaches the person's token or nothing for user_or_none", async () => {
    const { portal, session } = await startBffWorld({ token: "user_or_none" });
    const signedIn = await portal.fetch("/bff/api/demo/", { session });
    expect(await signedIn.json()).toMatchObject({ authorization: "Bearer own-s1-1" });
    expect(await (await portal.fetch("/bff/api/demo/")).json()).toMatchObject({ authorization: null });
  });

  it("attaches the provider's token for provider:<id> and tells that API no client address", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github", scopes: ["repo"] });
    const response = await portal.fetch("/bff/api/demo/user", { session });
    expect(await response.json()).toMatchObject({ authorization: "Bearer github-s1-1" });
    expect(portal.tokens.upstreamAsked).toEqual([{ refused: undefined, scopes: ["repo"] }]);
    expect(api.seen[0]?.headers["x-forwarded-for"]).toBeUndefined();
  });
});
