import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import type { ExplainedRefusal, Explanation } from "#server/admin/explain/explanation.ts";
import { createTranslator } from "../../messages/create-translator.ts";
import { ExplanationView } from "./explanation-view.tsx";

const at = "2026-11-30T12:00:00.000Z";
const refusal: ExplainedRefusal = {
  at,
  code: "redirect_uri_mismatch",
  rule: "oauth.redirect_uri",
  title: "The app asked for an unknown address",
  cause: "Cause",
  check: "The check",
  advice: "The advice",
  settings: [],
  had: ["https://evil.example/<script>"],
  needed: ["https://buddy.example/callback"],
  detail: null,
  facts: {},
  request: { method: "GET", host: "login.example.com", path: "/oauth2/authorize", clientAddress: "203.0.113.7" },
  userId: null,
  clientId: null,
  providerId: null,
};
const explained = (more: Partial<Explanation>): Explanation => ({
  reference: "r",
  refusals: [],
  events: [],
  keptDays: 30,
  ...more,
});
const html = (language: "en" | "de", explanation: Explanation) =>
  renderToStaticMarkup(
    <ExplanationView
      t={createTranslator({ language, locale: language })}
      nowSeconds={Date.parse(at) / 1000 + 60}
      explanation={explanation}
    />,
  );

describe("an explanation", () => {
  it.each<[string, ExplainedRefusal["settings"][number]["origin"], string]>([
    [
      "a line",
      { kind: "file", file: "/etc/portico.config.ts", line: 7, exact: true },
      "/etc/portico.config.ts, line 7",
    ],
    ["an entry", { kind: "file", file: "/a.ts", line: 7, exact: false }, "missing in the entry at /a.ts, line 7"],
    ["a variable", { kind: "environment", variable: "PORTICO_ACCESS" }, "environment variable PORTICO_ACCESS"],
    ["the database", { kind: "database", noun: "clients", key: "wiki" }, "entry clients wiki of the database"],
    ["the default", { kind: "default" }, "written nowhere: the default"],
  ])("says where the setting stands: %s", (_what, origin, text) => {
    const settings = [{ path: "clients[wiki].redirectUris", origin }];
    expect(html("en", explained({ refusals: [{ ...refusal, settings }] }))).toContain(text);
  });

  it("shows what it had and needed as text, and what led to it apart", () => {
    const page = html("en", explained({ refusals: [refusal, { ...refusal, code: "sign_in_expired", rule: "x" }] }));
    expect(page).toContain("https://evil.example/&lt;script&gt;");
    expect(page).toContain("https://buddy.example/callback");
    expect(page.indexOf("redirect_uri_mismatch")).toBeLessThan(page.indexOf("sign_in_expired"));
  });

  it("says how long refusals are kept where there is none, in the reader's language", () => {
    expect(html("de", explained({}))).toContain("30 Tage");
  });
});
