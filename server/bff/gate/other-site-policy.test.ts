import { expect, it } from "vitest";
import { isOtherSite } from "./other-site-policy.ts";

it.each([
  ["https://my-app.vercel.app", "https://login.example.com"],
  ["https://one.vercel.app", "https://two.vercel.app"],
  ["https://app.example.org", "https://login.example.com"],
  ["https://example.com.evil.org", "https://example.com"],
  ["https://notexample.com", "https://example.com"],
  ["https://one.co.uk", "https://two.co.uk"],
  ["https://shop.com.br", "https://login.empresa.com.br"],
  ["http://app.example.com", "https://login.example.com"],
  ["http://127.0.0.1:5173", "http://localhost:3000"],
  ["http://[::1]:5173", "http://localhost:3000"],
  ["http://10.0.0.1", "http://10.0.1.1"],
  ["http://app.localhost:5173", "http://localhost:3000"],
])("%s and %s are two sites", (one, other) => {
  expect(isOtherSite(one, other)).toBe(true);
  expect(isOtherSite(other, one)).toBe(true);
});

it.each([
  ["https://app.example.com", "https://login.example.com"],
  ["https://example.com", "https://login.example.com"],
  ["https://a.b.example.co.uk", "https://login.example.co.uk"],
  ["http://localhost:5173", "http://localhost:3000"],
  ["http://127.0.0.1:5173", "http://127.0.0.1:3000"],
  ["https://login.example.com:8443", "https://login.example.com"],
  ["https://login.mine.vercel.app", "https://app.mine.vercel.app"],
])("%s and %s are one site", (one, other) => {
  expect(isOtherSite(one, other)).toBe(false);
  expect(isOtherSite(other, one)).toBe(false);
});
