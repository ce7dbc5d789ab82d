import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { type ApiDraft, cookieOf, type RecordingApi } from "#tests/support/bff-harness.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";

const inside = "postgres://portico:hunter2@db.internal/portico";

interface Failure {
  code: ErrorCode;
  draft?: ApiDraft;
  path?: string;
  init?: RequestInit & { headers?: Record<string, string> };
  signedOut?: boolean;
  /** What the API does. */
  answer?: RecordingApi["answer"];
  /** What the token's source throws. */
  thrown?: Error;
  /** Members of the problem besides those that each has. */
  more?: readonly string[];
  times?: number;
}

const cause = new Error(inside);
const failures: Failure[] = [
  { code: "session_required", signedOut: true, more: ["login_url"] },
  { code: "csrf_header_missing", init: { headers: { "X-CSRF": "" } } },
  { code: "origin_refused", init: { headers: { Origin: "https://evil.example" } } },
  { code: "route_not_found", path: "/bff/api/unknown/" },
  { code: "path_refused", path: "/bff/api/demo/a%2Fb", more: ["part", "rule"] },
  { code: "method_not_allowed", init: { method: "DELETE" }, draft: { methods: ["GET"] } },
  { code: "request_too_large", init: { method: "POST", body: "too long" }, draft: { maxRequestBytes: 4 } },
  { code: "rate_limited", draft: { requestsPerMinute: 1 }, times: 2, more: ["retry_after_seconds"] },
  { code: "upstream_unreachable", answer: ({ socket }) => void socket.destroy() },
  { code: "upstream_timeout", draft: { firstByteTimeoutSeconds: 1 }, answer: () => {} },
  {
    code: "scope_required",
    thrown: new AppError("scope_required", { facts: { provider: "github", scopes: "repo" }, detail: inside }),
    more: ["provider", "scopes", "connect_url"],
  },
  {
    code: "provider_connection_required",
    thrown: new AppError("provider_connection_required", { facts: { provider: "github" }, cause }),
    more: ["provider", "connect_url"],
  },
  {
    code: "reauthentication_required",
    thrown: new AppError("reauthentication_required", { facts: { provider: "github" }, cause }),
    more: ["provider", "login_url"],
  },
  {
    code: "token_unavailable",
    thrown: new AppError("token_unavailable", { facts: { retryAfterSeconds: 5 }, cause, detail: inside }),
    more: ["retry_after_seconds"],
  },
  { code: "upstream_unreachable", draft: { target: "http://no-such-host.invalid:81", connectTimeoutSeconds: 60 } },
  {
    code: "database_unavailable",
    thrown: Object.assign(new Error(inside), { code: "ECONNREFUSED" }),
    more: ["retry_after_seconds"],
  },
  // Whatever nobody has thought of.
  { code: "internal_error", thrown: cause },
];

/** Makes it fail so; resolves with what was answered, and with the API of which the answer must say nothing. */
async function make(failure: Failure): Promise<{ answer: Response; api: RecordingApi }> {
  const { draft, path = "/bff/api/demo/", init, signedOut, answer, thrown, times = 1 } = failure;
  const token = thrown ? { token: "provider:github" } : {};
  const { api, portal, session } = await startBffWorld({ ...token, ...draft });
  if (answer) api.answer = answer;
  if (thrown) portal.tokens.forSession = () => Promise.reject(thrown);
  let last: Response | undefined;
  for (let call = 0; call < times; call++)
    last = await portal.fetch(path, { ...init, ...(signedOut ? {} : { session }) });
  return { answer: last as Response, api };
}

const everywhere = ["type", "title", "status", "code", "detail", "next_step", "reference"];

describe("a call that fails", () => {
  it.each(failures)(
    "with $code says so in problem+json, with the request's id and nothing of the inside",
    async (failure) => {
      const { answer, api } = await make(failure);
      expect(answer.status).toBe(errorTable[failure.code].status);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.headers.get("cache-control")).toBe("no-store");
      const text = await answer.text();
      const problem = JSON.parse(text) as Record<string, unknown>;
      expect(problem).toMatchObject({ code: failure.code, status: answer.status });
      expect(problem["reference"]).toMatch(/^request-\d+$/);
      expect(answer.headers.get("x-request-id")).toBe(problem["reference"]);
      expect(Object.keys(problem).sort()).toEqual([...everywhere, ...(failure.more ?? [])].sort());
      // Neither the API's address, nor what was thrown, nor where.
      for (const secret of [
        api.url,
        new URL(api.url).port,
        "invalid:81",
        "hunter2",
        "ENOTFOUND",
        "Error",
        ".ts",
        "UND_",
      ]) {
        expect(text).not.toContain(secret);
      }
      expect([...answer.headers.keys()].sort()).not.toContain("x-powered-by");
    },
  );

  it("with path_refused leaves the rule in the audit log, and not the path", async () => {
    const { portal, session } = await startBffWorld();
    await portal.fetch("/bff/api/demo/secret%2Fname", { session });
    const details = { at: "bff", reason: "ambiguous_path", rule: "encoded_slash" };
    expect(portal.audited.at(-1)).toEqual({ type: "request.refused", outcome: "failure", details });
  });

  it("says what can be tried instead: Allow, Retry-After", async () => {
    const find = (code: ErrorCode) => failures.find((failure) => failure.code === code) as Failure;
    const headersOf = async (code: ErrorCode) => (await make(find(code))).answer.headers;
    expect((await headersOf("method_not_allowed")).get("allow")).toBe("GET");
    expect(Number((await headersOf("rate_limited")).get("retry-after"))).toBeGreaterThan(0);
    expect((await headersOf("token_unavailable")).get("retry-after")).toBe("5");
  });

  it("names its own request, also on a connection to the API that another call opened", async () => {
    const { api, portal, session } = await startBffWorld({ firstByteTimeoutSeconds: 1 });
    const first = await portal.fetch("/bff/api/demo/", { session });
    await first.arrayBuffer();
    api.answer = () => {};
    const second = await portal.fetch("/bff/api/demo/", { session });
    const { code, reference } = (await second.json()) as { code: string; reference: string };
    expect(code).toBe("upstream_timeout");
    expect(reference).toBe(second.headers.get("x-request-id"));
    expect(reference).not.toBe(first.headers.get("x-request-id"));
  });

  it("before an upgrade says the same, in HTTP", async () => {
    const { portal, session } = await startBffWorld({ target: "http://no-such-host.invalid:81", websocket: true });
    const { hostname, port } = new URL(portal.url);
    const ask = async (cookie: string) => {
      const socket = connect(Number(port), hostname);
      await once(socket, "connect");
      socket.write(
        `GET /bff/api/demo/ HTTP/1.1\r\nHost: x\r\nOrigin: ${portal.url}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${cookie}\r\n`,
      );
      return Buffer.concat(await socket.toArray()).toString();
    };
    const refused = await ask("");
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    const unreachable = await ask(`Cookie: ${cookieOf(session)}\r\n`);
    expect(unreachable).toMatch(/^HTTP\/1\.1 502 /);
    for (const answer of [refused, unreachable]) {
      expect(answer.toLowerCase()).toContain("content-type: application/problem+json");
      expect(answer).toMatch(/"reference":"request-\d+"/);
      expect(answer.toLowerCase()).toMatch(/x-request-id: request-\d+/);
      expect(answer).not.toContain("invalid:81");
    }
  });
});
