import { expect, it } from "vitest";
import { absoluteFor, passingPage, returnToPage } from "./passing-page.ts";

const own = "https://login.example";
const app = "https://login.example:5173";
const origins = { own, frontends: new Set([app, "https://app.example"]) };
const page = (headers: Record<string, string>) => passingPage(headers, origins);
const same = { "sec-fetch-site": "same-origin" };

it.each<[string, Record<string, string>]>([
  ["a page of the portal's", { ...same, referer: `${own}/notes`, host: "login.example" }],
  ["a page of the portal's that hides where it is", { ...same, host: "login.example" }],
  ["a post of the portal's", { ...same, origin: own }],
  [
    "a page of the portal's behind a proxy that tells its own host",
    { ...same, referer: `${own}/`, host: "10.0.0.5:3000" },
  ],
  ["a frontend that calls the portal itself", { "sec-fetch-site": "same-site", origin: "https://app.example" }],
  [
    "a link from a frontend",
    { "sec-fetch-site": "cross-site", referer: "https://app.example/x", host: "login.example" },
  ],
  [
    "another page's call",
    { "sec-fetch-site": "same-site", origin: "https://login.example:4000", host: "login.example:5173" },
  ],
  ["another page's call without Sec-Fetch-Site", { origin: "https://login.example:4000", host: "login.example:5173" }],
  ["a program", { host: "10.0.0.5:3000" }],
  ["a referer that is no address", { ...same, referer: "x" }],
])("is none behind %s", (_, headers) => {
  expect(page(headers)).toBeUndefined();
});

it.each<[string, Record<string, string>, object]>([
  ["Referer", { ...same, referer: `${app}/notes` }, { origin: app, listed: true, otherHost: false }],
  ["Origin", { ...same, origin: app }, { origin: app, listed: true, otherHost: false }],
  ["Host", { host: "login.example:5173" }, { origin: app, listed: true, otherHost: false }],
  [
    "Host, of a page that hides where it is",
    { ...same, host: "login.example:5173" },
    { origin: app, listed: true, otherHost: false },
  ],
  [
    "Host, by a link of another page",
    { "sec-fetch-site": "cross-site", referer: "https://mail.example/", host: "login.example:5173" },
    { origin: app, listed: true, otherHost: false },
  ],
  [
    "X-Forwarded-Host",
    { host: "login.example", "x-forwarded-host": "app.example" },
    { origin: "https://app.example", listed: true, otherHost: true },
  ],
  [
    "Referer, unlisted",
    { ...same, referer: "https://login.example:4000/" },
    { origin: "https://login.example:4000", listed: false, otherHost: false },
  ],
  [
    "an address that begins like the portal's",
    { ...same, referer: "https://login.example.evil.example/" },
    { origin: "https://login.example.evil.example", listed: false, otherHost: true },
  ],
])("is told by %s", (_, headers, expected) => {
  expect(page(headers)).toEqual(expected);
});

it.each([
  [`/x?a=1`, `${app}/x?a=1`],
  ["", `${app}/`],
  ["//evil.example", "//evil.example"],
  ["/\\evil.example", "/\\evil.example"],
  ["https://evil.example/", "https://evil.example/"],
])("takes the path %s for one of the page's server", (asked, expected) => {
  const query = new URLSearchParams({ returnUrl: asked });
  returnToPage(query, { origin: app, listed: true, otherHost: false });
  expect(query.get("returnUrl")).toBe(expected);
});

it("doesn't lead to a page that isn't listed", () => {
  const query = new URLSearchParams({ returnUrl: "/x" });
  returnToPage(query, { origin: "https://evil.example", listed: false, otherHost: true });
  expect(query.get("returnUrl")).toBe("/x");
});

it("makes paths absolute for a page that isn't at the portal's address, and for no other", () => {
  expect(absoluteFor(undefined, "/sign-in", own)).toBe("/sign-in");
  const listed = { origin: app, listed: true, otherHost: false };
  expect(absoluteFor(listed, "/sign-in", own)).toBe(`${own}/sign-in`);
  expect(absoluteFor(listed, `${app}/x`, own)).toBe(`${app}/x`);
});
