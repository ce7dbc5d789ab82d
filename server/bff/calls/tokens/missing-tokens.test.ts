import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { problemOf, startBffWorld } from "#tests/support/bff-world.ts";

describe("token refresh", () => {
  it("names a connect address for just the missing scope, and works after it was granted", async () => {
    const { portal, session } = await startBffWorld({ token: "provider:github", scopes: ["repo"] });
    const granted = portal.tokens.forSession;
    portal.tokens.forSession = async () => {
      throw new AppError("scope_required", { facts: { provider: "github", scopes: "repo" } });
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({
      code: "scope_required",
      connect_url: `${portal.url}/bff/login?provider=github&connect=1&scope=repo`,
    });
    portal.tokens.forSession = granted;
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(200);
  });

  it("says reauthentication_required with a login address when the provider ended the token", async () => {
    const { portal, session } = await startBffWorld({ token: "provider:github" });
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required");
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({
      code: "reauthentication_required",
      login_url: `${portal.url}/bff/login?provider=github`,
    });
  });

  it("says so with an address that connects the provider anew where the session began elsewhere", async () => {
    const { portal, session } = await startBffWorld({ token: "provider:github", scopes: ["repo"] });
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required", { facts: { provider: "github", connect: 1 } });
    };
    expect(await problemOf(await portal.fetch("/bff/api/demo/", { session }))).toMatchObject({
      login_url: `${portal.url}/bff/login?provider=github&connect=1&scope=repo`,
    });
  });

  it("links nowhere for a scope that only the operator can give", async () => {
    const { portal, session } = await startBffWorld();
    portal.tokens.forUser = async () => {
      throw new AppError("scope_required", { facts: { scopes: "notes:write" } });
    };
    const problem = await problemOf(await portal.fetch("/bff/api/demo/", { session }));
    expect(problem).toMatchObject({ code: "scope_required" });
    expect(problem).not.toHaveProperty("connect_url");
  });

  it("keeps the session and answers 503 with Retry-After while the token can't be had", async () => {
    const { portal, session } = await startBffWorld({ token: "provider:github" });
    portal.tokens.forSession = async () => {
      throw new AppError("token_unavailable", { facts: { retryAfterSeconds: 7 } });
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await problemOf(response)).toMatchObject({ retry_after_seconds: 7 });
    expect(portal.vault.sessions.has("s1")).toBe(true);
  });
});
