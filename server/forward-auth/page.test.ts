import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { createForwardPage } from "./page.ts";
import { pageColours } from "./page-style.ts";

const origin = "https://login.example.org";
const refusal = new AppError("app_not_allowed");

function answered(
  headers: Record<string, string> = {},
  person: Partial<LiveSession> = {},
  branding: Partial<Parameters<typeof createForwardPage>[0]["branding"]> = {},
) {
  const page = createForwardPage({ origin, branding: { name: "Portico", ...branding } as never });
  const sent = new Map<string, unknown>();
  let status = 0;
  let body = "";
  const response = {
    setHeader: (name: string, value: unknown) => void sent.set(name.toLowerCase(), value),
    writeHead(given: number, more: Record<string, unknown>) {
      status = given;
      for (const [name, value] of Object.entries(more)) sent.set(name, value);
    },
    end(given: Buffer) {
      body = given.toString();
    },
  };
  const session = { displayName: "Ada Lovelace", email: "ada@example.com", ...person } as LiveSession;
  page({ request: { headers } as IncomingMessage, response: response as unknown as ServerResponse }, refusal, {
    session,
    switchPath: "/sign-in?prompt=select_account&return_to=%2Fwiki%2F",
  });
  return { status, headers: sent, body };
}

it("says who is signed in and leads on, with nothing that could be loaded or run", () => {
  const { status, headers, body } = answered();
  expect(status).toBe(403);
  expect(body).toContain("<bdi>Ada Lovelace</bdi>");
  expect(body).toContain("<bdi>ada@example.com</bdi>");
  expect(body).toContain(`<a href="${origin}/">Home page</a>`);
  expect(body).toContain(
    `<a href="${origin}/sign-in?prompt=select_account&amp;return_to=%2Fwiki%2F">Use another account`,
  );
  expect(headers.get("cache-control")).toBe("no-store");
  expect(headers.has("retry-after")).toBe(false);
  expect(body).not.toMatch(/<script|<link|<img| on\w+=| style=/);
});

it("allows its one style by its hash, and nothing else", () => {
  const { headers, body } = answered();
  const style = /<style>(.*?)<\/style>/s.exec(body)?.[1] ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  expect(headers.get("content-security-policy")).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'`,
  );
});

it("shows what a provider or the operator wrote as text", () => {
  const nasty = `"'><script>alert(1)</script>&`;
  const { body } = answered(
    {},
    { displayName: nasty, email: nasty },
    { name: nasty, supportUrl: `https://x.example/?"><script>` },
  );
  expect(body).not.toContain("<script");
  expect(body).toContain("&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;");
});

it.each([
  ["/logo.svg", origin],
  ["https://cdn.example/logo.png", "https://cdn.example"],
  ["data:image/svg+xml,<svg xmlns='x'/>", "data:"],
])("shows the operator's logo at any host, and allows its source alone: %s", (logoUrl, source) => {
  const { headers, body } = answered({}, {}, { logoUrl });
  expect(body).toMatch(/<img src="(https:|data:)/);
  expect(headers.get("content-security-policy")).toContain(`; img-src ${source};`);
});

it("speaks the person's language and keeps their theme", () => {
  const { body } = answered({ "accept-language": "de-AT,en;q=0.5", cookie: "portico-theme=dark" });
  expect(body).toContain('<html lang="de" dir="ltr" data-theme="dark">');
  expect(body).toContain("Anderes Konto verwenden");
  expect(answered({ cookie: 'portico-theme="><script>' }).body).toContain('<html lang="en" dir="ltr">');
});

it("has the colours of the portal's other pages", () => {
  const globals = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");
  for (const [name, value] of Object.entries(pageColours)) expect(globals).toContain(`--${name}: ${value};`);
});
