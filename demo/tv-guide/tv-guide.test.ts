import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showEvening, type TvGuideOptions } from "./tv-guide.ts";

// A polling device is all waiting: time is turned by hand, and the portal is a list of answers.
beforeEach(() => void vi.useFakeTimers({ now: new Date("2026-03-04T12:00:00Z") }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const portalUrl = "http://localhost:21999";
const calendarAudience = "http://localhost:22001/calendar";

interface Ask {
  atSeconds: number;
  grantType: string | undefined;
}

function run(answers: Record<string, unknown>[], remembered?: string) {
  const startedMs = Date.now();
  const asked: Ask[] = [];
  const memory = { token: remembered };
  const lines: string[] = [];
  const documents: Record<string, unknown> = {
    [`${portalUrl}/.well-known/openid-configuration`]: {
      issuer: portalUrl,
      token_endpoint: `${portalUrl}/oauth2/token`,
      device_authorization_endpoint: `${portalUrl}/oauth2/device_authorization`,
    },
    [`${portalUrl}/oauth2/device_authorization`]: {
      device_code: "the-device-code",
      user_code: "BCDF-GHJK",
      verification_uri: `${portalUrl}/device`,
      expires_in: 600,
      interval: 5,
    },
    [`${calendarAudience}/events`]: { events: [] },
  };
  const fetch: TvGuideOptions["fetch"] = async (url, { body }) => {
    if (!url.endsWith("/oauth2/token")) return Response.json(documents[url]);
    const grantType = new URLSearchParams(String(body)).get("grant_type")?.split(":").at(-1);
    asked.push({ atSeconds: (Date.now() - startedMs) / 1000, grantType });
    const answer = answers.shift() ?? { error: "authorization_pending" };
    return Response.json(answer, { status: "error" in answer ? 400 : 200 });
  };
  const outcome = showEvening({
    portalUrl,
    calendarAudience,
    clientId: "tv-guide",
    remembered: {
      read: async () => memory.token,
      write: async (token) => {
        memory.token = token;
      },
      forget: async () => {
        memory.token = undefined;
      },
    },
    print: (line) => lines.push(line),
    fetch,
  });
  return { outcome, asked, memory, lines };
}

const tokens = { access_token: "a", token_type: "Bearer", expires_in: 600, refresh_token: "r2" };
const pending = { error: "authorization_pending" };

it("asks every five seconds, and five seconds less often once it is told to slow down", async () => {
  const { outcome, asked, memory } = run([pending, pending, { error: "slow_down" }, pending, tokens]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await outcome).toBe("shown");
  expect(asked.map(({ atSeconds }) => Math.round(atSeconds))).toEqual([5, 10, 15, 25, 35]);
  expect(memory.token).toBe("r2");
});

it("says so when it was denied", async () => {
  const { outcome, lines } = run([{ error: "access_denied" }]);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(await outcome).toBe("denied");
  expect(lines.at(-1)).toContain("You said no");
});

it.each([
  ["the portal says that the code expired", [{ error: "expired_token" }]],
  ["nobody answers in time", []],
])("asks to start again when %s", async (_title, answers) => {
  // Node's own time-out is no timer that can be turned; this one ends when the clock of the test says so.
  vi.spyOn(AbortSignal, "timeout").mockImplementation((milliseconds) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new DOMException("too late", "TimeoutError")), milliseconds);
    return controller.signal;
  });
  const { outcome, lines } = run(answers);
  await vi.advanceTimersByTimeAsync(601_000);
  expect(await outcome).toBe("expired");
  expect(lines.at(-1)).toContain("expired");
});

it("needs no code while its access lasts, and asks anew once it was removed", async () => {
  const kept = run([tokens], "r1");
  await vi.advanceTimersByTimeAsync(1);
  expect(await kept.outcome).toBe("shown");
  expect(kept.asked).toMatchObject([{ grantType: "refresh_token" }]);
  expect(kept.memory.token).toBe("r2");

  const removed = run([{ error: "invalid_grant" }, { error: "access_denied" }], "r1");
  await vi.advanceTimersByTimeAsync(6_000);
  expect(await removed.outcome).toBe("denied");
  expect(removed.asked.map(({ grantType }) => grantType)).toEqual(["refresh_token", "device_code"]);
  expect(removed.memory.token).toBeUndefined();
});

it("keeps its token when the portal is in trouble", async () => {
  const { outcome, memory } = run([{ error: "temporarily_unavailable" }], "r1");
  await expect(outcome).rejects.toThrow();
  expect(memory.token).toBe("r1");
});
