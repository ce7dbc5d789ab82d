import { describe, expect, it } from "vitest";
import { createLogger } from "#server/http/log/logger.ts";
import { plainOrigin, UnlistedOrigins } from "./unlisted-origins.ts";

/** What the log names of origins that a portal with one frontend hears of. */
function listen(nowMs?: () => number) {
  const named: unknown[] = [];
  const log = createLogger("warn", { write: (line) => named.push(JSON.parse(line).origin) });
  const listed = { own: "https://login.example", frontends: new Set(["https://app.example"]) };
  return { named, unlisted: new UnlistedOrigins(listed, log, nowMs) };
}

describe("origins that are not listed", () => {
  it("are named once each, whether it was a call or a returnUrl", () => {
    const { named, unlisted } = listen();
    for (let time = 0; time < 3; time++) {
      unlisted.noteCall("http://localhost:5120");
      unlisted.noteReturnUrl("http://localhost:5120/notes");
      unlisted.noteReturnUrl("http://localhost:5121/notes");
    }
    expect(named).toEqual(["http://localhost:5120", "http://localhost:5121"]);
  });

  it("are not named without end: strangers call themselves what they like", () => {
    const { named, unlisted } = listen();
    for (let port = 1000; port < 2000; port++) {
      unlisted.noteCall(`http://a.example:${port}`);
      unlisted.noteReturnUrl(`http://b.example:${port}/`);
    }
    expect(named).toHaveLength(50);
  });

  it("are named again after an hour, or made-up ones would hide the operator's own mistake until the next start", () => {
    const clock = { nowMs: 1_000 };
    const { named, unlisted } = listen(() => clock.nowMs);
    for (let port = 1000; port < 2000; port++) unlisted.noteCall(`http://a.example:${port}`);
    named.length = 0;
    clock.nowMs += 3_599_999;
    unlisted.noteCall("http://localhost:5120");
    expect(named).toEqual([]);
    clock.nowMs += 1;
    unlisted.noteCall("http://localhost:5120");
    unlisted.noteCall("http://localhost:5120");
    expect(named).toEqual(["http://localhost:5120"]);
  });

  it.each([
    null,
    "",
    "/notes",
    "//a.example",
    "https://app.example/x",
    "https://login.example/x",
    "javascript:alert(1)",
  ])("are not behind the returnUrl %s", (returnUrl) => {
    const { named, unlisted } = listen();
    unlisted.noteReturnUrl(returnUrl);
    expect(named).toEqual([]);
  });
});

it.each(["http://localhost:5120", "https://app.example", "https://xn--bcher-kva.example:8443", "http://[::1]:3000"])(
  "takes %s for an origin",
  (origin) => expect(plainOrigin(origin)).toBe(origin),
);

it.each([
  undefined,
  "null",
  "https://app.example/",
  "https://app.example:443",
  "https://APP.example",
  "https://ada@app.example",
  "https://app.example\nsecond line",
  "https://app.example\u001b[31m",
  'https://a"b.example',
  "https://app.example:99999",
  "https://[::1",
  "ftp://app.example",
  "chrome-extension://abcdef",
  `https://${"a".repeat(300)}`,
])("takes %j for none", (origin) => expect(plainOrigin(origin)).toBeUndefined());
