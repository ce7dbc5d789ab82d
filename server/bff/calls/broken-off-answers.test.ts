import type { ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { closeServer } from "#server/front-door/shutdown.ts";
import { type ApiDraft, type BffHarness, cookieOf } from "#tests/support/bff-harness.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";
import { exchangeRaw, type RawAnswer } from "#tests/support/raw-exchange.ts";
import { leaveAnswersUnread } from "#tests/support/unread-answers.ts";

type Version = "1.0" | "1.1";

interface Exchange {
  version: Version;
  draft?: ApiDraft | undefined;
  /** What happens once the client has half of the answer. */
  halfway: (apiSide: ServerResponse, portal: BffHarness) => unknown;
  length?: number;
  more?: readonly string[];
}

/** A call whose answer is on its way, and what happens then. */
async function call({ version, draft, halfway, length, more = [] }: Exchange): Promise<RawAnswer> {
  const { api, portal, session } = await startBffWorld(draft);
  const answering = Promise.withResolvers<ServerResponse>();
  api.answer = (_, response) => {
    response.writeHead(200, length === undefined ? {} : { "content-length": length });
    response.write("half an answer");
    answering.resolve(response);
  };
  const cookie = `Cookie: ${cookieOf(session)}`;
  const head = [`GET /bff/api/demo/ HTTP/${version}`, "Host: portal", "X-CSRF: 1", cookie, ...more];
  let told = false;
  return exchangeRaw(portal.url, head, (text) => {
    if (told || !text.includes("half an answer")) return;
    told = true;
    void answering.promise.then((apiSide) => halfway(apiSide, portal));
  });
}

const reasons: [string, Exchange["halfway"], ApiDraft?][] = [
  ["the API breaks off", (response) => response.destroy()],
  ["the API pauses for too long", () => {}, { idleTimeoutSeconds: 1 }],
  ["the session ends", (_, portal) => portal.vault.end({ id: "s1" })],
  ["the API's pool is closed at shutdown", (_, portal) => portal.bff.close()],
  [
    "its connection is cut at shutdown",
    (_, portal) => closeServer(portal.server, { drainMs: 10, beforeCut: portal.bff.breakOffCalls }),
  ],
];

describe.each(reasons)("when %s in the middle of an answer", (_, halfway, draft) => {
  it("resets a client of HTTP/1.0, to whom an orderly end would be the answer's", async () => {
    const answer = await call({ version: "1.0", halfway, draft });
    expect(answer.text).toMatch(/^HTTP\/1\.1 200 [\s\S]*\r\n\r\nhalf an answer$/);
    expect(answer.end).toBe("reset");
  });

  it("resets no client of HTTP/1.1: the last chunk is missing", async () => {
    const answer = await call({ version: "1.1", halfway, draft });
    expect(answer.text).toMatch(/half an answer\r\n$/);
    expect(answer.end).toBe("orderly");
  });
});

it("resets no client of HTTP/1.1 that was told the length", async () => {
  const answer = await call({ version: "1.1", length: 100, halfway: (response) => response.destroy() });
  expect(answer).toEqual({
    text: expect.stringMatching(/content-length: 100\r\n[\s\S]*half an answer$/i),
    end: "orderly",
  });
});

it("resets no client of HTTP/1.0 that takes chunks", async () => {
  const more = ["TE: chunked"];
  const answer = await call({ version: "1.0", more, halfway: (response) => response.destroy() });
  expect(answer).toEqual({ text: expect.stringMatching(/half an answer\r\n$/), end: "orderly" });
});

it("ends a whole answer over HTTP/1.0 as ever", async () => {
  const answer = await call({ version: "1.0", halfway: (response) => response.end(" and the rest") });
  expect(answer).toEqual({ text: expect.stringMatching(/\r\n\r\nhalf an answer and the rest$/), end: "orderly" });
});

it("resets a client of HTTP/1.0 that doesn't take the end of an answer", async () => {
  const { api, portal, session } = await startBffWorld({ idleTimeoutSeconds: 1 });
  api.answer = (_, response) => response.end("all of it");
  leaveAnswersUnread(portal.server);
  const cookie = `Cookie: ${cookieOf(session)}`;
  const answer = await exchangeRaw(portal.url, ["GET /bff/api/demo/ HTTP/1.0", "X-CSRF: 1", cookie]);
  expect(answer).toEqual({ text: "", end: "reset" });
});
