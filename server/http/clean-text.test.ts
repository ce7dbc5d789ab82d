import { expect, it } from "vitest";
import { cleanText, isCleanText } from "./clean-text.ts";

it.each([
  ["a\u0000b", "a\ufffdb"],
  ["a\ud83d", "a\ufffd"],
  ["\ude00\ud83d", "\ufffd\ufffd"],
])("replaces %j, never leaves it out", (text, clean) => {
  expect(isCleanText(text)).toBe(false);
  expect(cleanText(text)).toBe(clean);
  expect(isCleanText(clean)).toBe(true);
});

it.each(["", "Ada", "a\tb\u0001", "😀", "\ufffd", "\\u0000"])("leaves %j as it is", (text) => {
  expect(isCleanText(text)).toBe(true);
  expect(cleanText(text)).toBe(text);
});
