import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";

let api: RecordingApi;
let portal: BffHarness;
let session: LiveSession;

beforeEach(async () => {
  api = await startRecordingApi();
  const google = { target: api.url, token: "provider:google" } as const;
  portal = await startBff({ mail: google, calendar: google, files: google });
  session = portal.vault.add("s1");
});

afterEach(async () => {
  await portal.close();
  await api.close();
});

const call = () => portal.fetch("/bff/api/mail/", { session });

/** Access was removed in another process. */
function endAccessElsewhere(): void {
  portal.tokens.forSession = () => Promise.reject(new AppError("reauthentication_required"));
}

describe("a provider token in memory", () => {
  it("is not used again after a loss of the listener in which it may have ended, however short", async () => {
    expect((await call()).status).toBe(200);
    portal.setListening(false);
    endAccessElsewhere();
    portal.setListening(true);
    expect((await call()).status).toBe(401);
    expect(api.seen).toHaveLength(1);
  });

  it("is not kept when it was asked for before the loss and came after it", async () => {
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
    endAccessElsewhere();
    expect((await call()).status).toBe(401);
  });

  it("is not kept when it came while nothing was heard", async () => {
    portal.setListening(false);
    expect((await call()).status).toBe(200);
    const kept = await (await portal.fetch("/bff/diagnostics", { session })).json();
    expect(kept).toMatchObject({ tokens: [] });
  });
});

describe("a provider token that APIs refuse", () => {
  const all = ["mail", "calendar", "files"];
  const callAll = () => Promise.all(all.map((name) => portal.fetch(`/bff/api/${name}/`, { session })));
  const refreshes = () => portal.tokens.upstreamAsked.filter(({ refused }) => refused !== undefined);

  /** As the real source: one token for all APIs of the provider, another after a refresh, which is announced. */
  function shareToken(): void {
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
    shareToken();
    api.answer = (_, response) => response.writeHead(401).end();
    for (let round = 0; round < 3; round++) {
      for (const name of all) expect((await portal.fetch(`/bff/api/${name}/`, { session })).status).toBe(401);
    }
    expect(refreshes()).toHaveLength(1);
  });

  it("serves all that were under way with the one that was refused", async () => {
    shareToken();
    api.answer = (request, response) =>
      response.writeHead(request.headers.authorization === "Bearer token-1" ? 401 : 200).end();
    expect((await callAll()).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(refreshes()).toHaveLength(1);
  });
});
