import { expect, it } from "vitest";
import { isNavigation, wantsPage } from "./navigation.ts";

const html = "text/html,application/xhtml+xml,*/*;q=0.8";

it.each<[string, Record<string, string>, boolean, boolean]>([
  ["a browser that goes to a page", { "sec-fetch-mode": "navigate", accept: html }, true, true],
  ["a browser that says no more", { "sec-fetch-mode": "navigate" }, true, true],
  ["code that fetches HTML", { "sec-fetch-mode": "cors", accept: html }, false, false],
  ["an image", { "sec-fetch-mode": "no-cors", accept: "image/avif,*/*" }, false, false],
  ["a WebSocket", { "sec-websocket-key": "x", accept: html }, false, false],
  ["a WebSocket whose proxy sends Upgrade alone", { upgrade: "WebSocket" }, false, false],
  ["an old browser", { accept: html }, true, true],
  ["code of an old browser", { accept: html, "x-csrf": "1" }, false, false],
  ["a program that takes anything", { accept: "*/*" }, true, false],
  ["a program that says nothing", {}, true, false],
  ["a program that wants JSON", { accept: "application/json, */*" }, false, false],
])("%s", (_who, headers, navigates, page) => {
  expect([isNavigation({ headers }), wantsPage({ headers })]).toEqual([navigates, page]);
});
