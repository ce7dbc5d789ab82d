import { expect, it } from "vitest";
import { openUnderId, sealUnderId } from "./seal-under-id.ts";

const value = { state: "the state", nested: { text: "Grüße" } };

it("opens what it sealed under the same id and purpose, and shows nothing of it", () => {
  const sealed = sealUnderId("the id", "a purpose", value);
  expect(openUnderId("the id", "a purpose", sealed)).toEqual(value);
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("state");
  expect(sealUnderId("the id", "a purpose", value)).not.toBe(sealed);
});

it("opens nothing under another id or purpose, changed, cut or foreign", () => {
  const sealed = sealUnderId("the id", "a purpose", value);
  const changed = Buffer.from(sealed, "base64url");
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
  for (const [id, purpose, text] of [
    ["another id", "a purpose", sealed],
    ["the id", "another purpose", sealed],
    ["the id", "a purpose", changed.toString("base64url")],
    ["the id", "a purpose", sealed.slice(0, -8)],
    ["the id", "a purpose", sealed.slice(0, 8)],
    ["the id", "a purpose", ""],
  ] as const) {
    expect(() => openUnderId(id, purpose, text)).toThrow();
  }
});

it("keeps a long value no longer than it came", () => {
  const text = "abcdefghijklmnopqrstuvwxyz012345".repeat(200);
  const sealed = sealUnderId("the id", "a purpose", { text });
  expect(openUnderId("the id", "a purpose", sealed)).toEqual({ text });
  expect(sealed.length).toBeLessThan(text.length);
});
