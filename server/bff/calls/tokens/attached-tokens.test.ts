import { describe, expect, it } from "vitest";
import { compileApiTable } from "#server/bff/calls/api-table.ts";
import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { apiSettings, type BffHarness } from "#tests/support/bff-harness.ts";
import { startTestApi, startTestBff } from "#tests/support/bff-world.ts";
import { MemoryVault } from "#tests/support/memory-vault.ts";
import { AttachedTokens } from "./attached-tokens.ts";

/** Three APIs of one provider. */
async function start() {
  const api = await startTestApi();
  const google = { target: api.url, token: "provider:google" } as const;
  const portal = await startTestBff({ mail: google, calendar: google, files: google });
  const session = portal.vault.add("s1");
  return { api, portal, session, call: (name = "mail") => portal.fetch(`/bff/api/${name}/`, { session }) };
}

/** Access was removed in another process. */
function endAccessElsewhere(portal: BffHarness): void {
  portal.tokens.forSession = () => Promise.reject(new AppError("reauthentication_required"));
}

describe("a provider token in memory", () => {
  it("is not used again after a loss of the listener in which it may have ended, however short", async () => {
    const { api, portal, call } = await start();
    expect((await call()).status).toBe(200);
    portal.setListening(false);
    endAccessElsewhere(portal);
    portal.setListening(true);
    expect((await call()).status).toBe(401);
    expect(api.seen).toHaveLength(1);
  });

  it("is not kept when it was asked for before the loss and came after it", async () => {
    const { portal, call } = await start();
    const source = portal.tokens.forSession;
    const asked = Promise.withResolvers<void>();
    const came = Promise.withResolvers<void>();
    portal.tokens.forSession = async (...request) => {
      const token = await source(...request);
      asked.resolve();
      await came.promise;
      return token;
    };
    const answering = call();
    await asked.promise;
    portal.setListening(false);
    portal.setListening(true);
    came.resolve();
    expect((await answering).status).toBe(200);
    endAccessElsewhere(portal);
    expect((await call()).status).toBe(401);
  });

  it("is not kept when it came while nothing was heard", async () => {
    const { portal, session, call } = await start();
    portal.setListening(false);
    expect((await call()).status).toBe(200);
    const kept = await (await portal.fetch("/bff/diagnostics", { session })).json();
    expect(kept).toMatchObject({ tokens: [] });
  });
});

describe("a provider token that APIs refuse", () => {
  const all = ["mail", "calendar", "files"];
  const refreshes = (portal: BffHarness) => portal.tokens.upstreamAsked.filter(({ refused }) => refused !== undefined);

  /** As the real source: one token for all APIs of the provider, another after a refresh, which is announced. */
  function shareToken(portal: BffHarness): void {
    let version = 1;
    portal.tokens.forSession = async (_, { scopes, refused }) => {
      if (refused?.reveal() === `token-${version}`) {
        portal.tokens.upstreamAsked.push({ refused: refused.reveal(), scopes });
        version += 1;
        portal.tokens.changed("s1", "google");
      }
      return portal.tokens.make(`token-${version}`);
    };
  }

  it("is refreshed once for all of them, not once for each", async () => {
    const { api, portal, call } = await start();
    shareToken(portal);
    api.answer = (_, response) => response.writeHead(401).end();
    for (let round = 0; round < 3; round++) {
      for (const name of all) expect((await call(name)).status).toBe(401);
    }
    expect(refreshes(portal)).toHaveLength(1);
  });

  it("serves all that were under way with the one that was refused", async () => {
    const { api, portal, call } = await start();
    shareToken(portal);
    api.answer = (request, response) =>
      response.writeHead(request.headers.authorization === "Bearer token-1" ? 401 : 200).end();
    const answers = await Promise.all(all.map(call));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refreshes(portal)).toHaveLength(1);
  });
});

const neverChanges = { onChange: () => () => undefined };

describe("a token of our own after a step-up", () => {
  const nowSeconds = () => 1_000;
  const route = compileApiTable([apiSettings("notes", { target: "https://api.example", token: "user" })]).named(
    "notes",
  );

  /** Tokens that say when the person was authenticated; each is answered when `answer` is called for it. */
  function start() {
    const asked: { authTimeSeconds: number; answer: () => void }[] = [];
    const make = async ({ authTimeSeconds }: LiveSession) => {
      const answer = Promise.withResolvers<void>();
      asked.push({ authTimeSeconds, answer: answer.resolve });
      await answer.promise;
      return { token: new Secret(`of ${authTimeSeconds}`), expiresAtSeconds: 2_000, scopes: [] };
    };
    let end: (sessionId: string) => void = () => undefined;
    const unused = () => Promise.reject(new Error("not asked here"));
    const tokens = new AttachedTokens({
      vault: {
        onEnded(handler) {
          end = handler;
          return () => undefined;
        },
        onRaised: () => () => undefined,
      },
      ownTokens: { forUser: make, forClient: unused },
      upstreamTokens: {
        forSession: unused,
        stillHeld: unused,
        revokeOfSession: unused,
        onChanged: () => () => undefined,
      },
      clientCredentials: { forClient: unused },
      nowSeconds,
      catalog: { providers: neverChanges, resources: neverChanges },
      notify: { listening: true, onListeningChange: () => () => undefined },
    });
    const vault = new MemoryVault();
    const before = vault.add("s1", { authTimeSeconds: 100 });
    return { asked, tokens, end: () => end("s1"), before, raised: vault.add("s1", { authTimeSeconds: 900 }) };
  }

  it("is not the one that a call from before the step-up asked for, be it kept or on its way", async () => {
    if (!route) throw new Error("no route");
    const { asked, tokens, before, raised } = start();
    const late = tokens.obtain(route, before);
    const own = tokens.obtain(route, raised);
    expect(asked.map(({ authTimeSeconds }) => authTimeSeconds)).toEqual([100, 900]);
    for (const { answer } of asked) answer();
    expect((await own).authorization).toBe("Bearer of 900");
    await late;
    const kept = tokens.obtain(route, before);
    asked[2]?.answer();
    await kept;
    expect(tokens.cached(route, raised)).toBeUndefined();
  });

  it("reaches no call once the session ended, also not one from before the step-up", async () => {
    if (!route) throw new Error("no route");
    const { asked, tokens, end, before, raised } = start();
    const both = [tokens.obtain(route, before), tokens.obtain(route, raised)];
    end();
    for (const { answer } of asked) answer();
    for (const one of both) await expect(one).rejects.toMatchObject({ code: "session_required" });
  });
});
