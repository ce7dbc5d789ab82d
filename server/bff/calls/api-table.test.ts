import { describe, expect, it } from "vitest";
import { type ApiDraft, apiSettings } from "#tests/support/bff-harness.ts";
import { parseApiPath } from "./api-path-policy.ts";
import { compileApiTable } from "./api-table.ts";
import { upstreamTarget } from "./upstream-target.ts";

const target = "http://api.example/base";

function sent(draft: ApiDraft, path: string): string | undefined {
  const table = compileApiTable([apiSettings("demo", { target, ...draft })]);
  const parsed = parseApiPath(`/bff/api/demo${path}`);
  if (!parsed || "rule" in parsed) return undefined;
  const route = table.match(parsed);
  return route && upstreamTarget(route, parsed);
}

describe("a path", () => {
  const versions = { paths: ["/v1", "/v1/old", "/plain"], rewrite: { "/v1": "/api/2026", "/v1/old": "/" } };

  it.each([
    ["/v1/notes?q=/v1", "/base/api/2026/notes?q=/v1"],
    ["/v1", "/base/api/2026"],
    ["/v1/old/notes", "/base/notes"],
    ["/v1/old", "/base"],
    ["/v1/older", "/base/api/2026/older"],
    ["/plain/v1", "/base/plain/v1"],
    ["/v2", undefined],
  ])("%s is sent as %s: the longest prefix is replaced, whole segments only", (path, expected) => {
    expect(sent(versions, path)).toBe(expected);
  });

  it("may have its prefix replaced where every path is passed on", () => {
    expect(sent({ rewrite: { "/": "/v2" } }, "/notes")).toBe("/base/v2/notes");
    expect(sent({ target: "http://api.example", paths: ["/v1"], rewrite: { "/v1": "/" } }, "/v1")).toBe("/");
  });
});

describe("at start it is a mistake, named", () => {
  it.each<[string, ApiDraft, string]>([
    ["to rewrite a prefix that isn't passed on", { rewrite: { "/v1": "/v2" } }, '"/v1" is not one of paths'],
    ["to write dots instead", { rewrite: { "/": "/a/../b" } }, '"/a/../b" is not a plain path prefix'],
    [
      "to write an encoded slash where none is allowed",
      { rewrite: { "/": "/a%2Fb" } },
      '"/a%2Fb" has an encoded slash, which needs allowEncodedSlashes: true',
    ],
    ["to write a query instead", { rewrite: { "/": "/a?b" } }, '"/a?b" is not a plain path prefix'],
  ])("%s", (_, draft, problem) => {
    expect(() => sent(draft, "/")).toThrow(`apis.demo.rewrite: ${problem}`);
  });

  it.each<[string, ApiDraft, string]>([
    ["a pattern for a prefix", { paths: ["/a/*"] }, 'paths: "/a/*" has a star: leave it out'],
    ["a target with a fragment, even an empty one", { target: `${target}#` }, "target: must have no user, query"],
    ["Portico's own request id", { requestHeaders: { "X-Request-Id": "1" } }, 'requestHeaders: "x-request-id" can'],
    ["the client's address", { requestHeaders: { "X-Forwarded-For": "::1" } }, 'requestHeaders: "x-forwarded-for" can'],
    ["Portico's own host", { requestHeaders: { "X-Forwarded-Host": "a" } }, 'requestHeaders: "x-forwarded-host" can'],
    [
      "a name with an underscore",
      { requestHeaders: { X_User: "a" } },
      'requestHeaders: "x_user" can\'t be set: servers',
    ],
    [
      "a browser's own",
      { requestHeaders: { "Sec-GPC": "1" } },
      'requestHeaders: "sec-gpc" can\'t be set: leave it out, only b',
    ],
    ["its scheme", { requestHeaders: { "x-forwarded-proto": "http" } }, 'requestHeaders: "x-forwarded-proto" can'],
  ])("to set %s", (_, draft, problem) => {
    expect(() => sent(draft, "/")).toThrow(`apis.demo.${problem}`);
  });

  it("but not to tell an API of a prefix or of whom it is to believe", () => {
    const requestHeaders = { "X-Forwarded-Prefix": "/bff/api/demo", "X-Forwarded-User": "portico" };
    expect(sent({ requestHeaders }, "/")).toBe("/base/");
  });

  it("to allow and to deny response headers", () => {
    const responseHeaders = { allow: ["ETag"], deny: ["X-Internal"] };
    expect(() => apiSettings("demo", { target, responseHeaders })).toThrow("either allow or deny");
  });
});
