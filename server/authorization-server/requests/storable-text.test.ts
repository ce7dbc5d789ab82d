import { expect, it } from "vitest";
import { requireStorableText } from "./storable-text.ts";

it.each(["\u0000", "a\u0000b", "\\\u0000", "\ud800", "\udc00 alone"])("%j can't be kept", (text) => {
  expect(() => requireStorableText({ nonce: text })).toThrow("invalid_request");
  expect(() => requireStorableText({ [text]: 1 })).toThrow("invalid_request");
});

it.each(["", "plain", "\\u0000", "\\\\u0000 spelled out", "\ud83d\ude00", "line\nbreak\u0001", "\\ud800"])(
  "%j can be kept",
  (text) => {
    expect(() => requireStorableText({ nonce: text })).not.toThrow();
  },
);
