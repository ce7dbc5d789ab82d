import { expect } from "vitest";
import type { HostBrowser } from "./host-browser.ts";
import type { Answer } from "./reverse-proxy.ts";

/** The hosts of the tests of forward auth that need no proxy, and the steps that they share. */
export const portal = "https://login.example.org";
export const grafana = "https://grafana.example.org";
export const wiki = "https://wiki.example.org:8443";

export const sessionCookie = "__Host-portico-app";
export const startCookie = "__Host-portico-app-start";

/** What a browser says when a link of a page of the same host was followed. */
export const ownLink = { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

export function askAuth(browser: HostBrowser, at = grafana, query = ""): Promise<Answer> {
  return browser.ask(`${at}/oauth2/auth${query}`);
}

export function begin(browser: HostBrowser, path = "/d/1", at = grafana): Promise<Answer> {
  return browser.ask(`${at}/oauth2/start?rd=${encodeURIComponent(path)}`);
}

/** Goes as far as the address that carries the code, without opening it. */
export async function callbackAddress(browser: HostBrowser, at = grafana): Promise<string> {
  const started = await begin(browser, "/d/1", at);
  const { location } = (await browser.ask(started.headers.location ?? "")).headers;
  expect(location).toMatch(/\/oauth2\/callback\?code=[\w-]{43}$/);
  return location ?? "";
}

/** The code that the portal's error page is asked to show. */
export function refusedAs(answer: Answer): string | null {
  expect(answer.status).toBe(303);
  expect(answer.headers.location).toMatch(/^https:\/\/login\.example\.org\/error\?/);
  return new URL(answer.headers.location ?? "").searchParams.get("code");
}
