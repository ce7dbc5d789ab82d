import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { type BffHarness, type RecordingApi, startBff, startRecordingApi } from "#tests/support/bff-harness.ts";

let api: RecordingApi;
let portal: BffHarness;
let session: LiveSession;

beforeEach(async () => {
  api = await startRecordingApi();
  portal = await startBff({ mail: { target: api.url, token: "provider:google" } });
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
