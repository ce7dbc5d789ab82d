import { expect, it } from "vitest";
import { codeSnippet } from "./code-snippet.ts";
import { jsonTokens } from "./json-tokens.ts";

it.each(['{"a":"b: \\"c\\"","n":-1.5e3,"l":[true,null,"x"]}', '"just text"', "12", "{}", "[[],{}]"])(
  "loses nothing of %s",
  (json) => {
    const text = (jsonTokens(json) ?? []).map((token) => token.text).join("");
    expect(JSON.parse(text)).toEqual(JSON.parse(json));
  },
);

it("marks names and texts as different tokens", () => {
  const tokens = jsonTokens('{"name":"text"}') ?? [];
  expect(tokens.filter(({ kind }) => kind === "name")).toEqual([{ kind: "name", text: '"name"' }]);
  expect(tokens.filter(({ kind }) => kind === "text")).toEqual([{ kind: "text", text: '"text"' }]);
});

it.each(["", "<html>", "data: x"])("leaves %j alone, which isn't JSON", (text) => {
  expect(jsonTokens(text)).toBeUndefined();
});

it("writes a request as code that sends X-CSRF and nothing secret", () => {
  expect(codeSnippet({ method: "GET", path: "/bff/api/demo/me", body: "ignored" })).toBe(
    'const response = await fetch("/bff/api/demo/me", {\n  headers: { "X-CSRF": "1" },\n});',
  );
  expect(codeSnippet({ method: "POST", path: "/x", body: '{"a": 1}' })).toContain('body: JSON.stringify({"a":1})');
  expect(codeSnippet({ method: "POST", path: "/x", body: "no json" })).toContain('body: "no json"');
});
