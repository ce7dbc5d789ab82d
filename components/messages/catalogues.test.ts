import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";
import { auditEventTypes } from "#server/audit/audit-event.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { en } from "./en.ts";
import { catalogues } from "./negotiate-locale.ts";

/** Placeholders and tags of a message, whatever the language. */
function namesIn(message: string): string[] {
  const names = new Set<string>();
  const walk = (
    nodes: readonly { value?: unknown; children?: never[]; options?: Record<string, { value: never[] }> }[],
  ) => {
    for (const node of nodes) {
      if ("options" in node || "children" in node || ("type" in node && node.type !== 0 && node.type !== 7)) {
        names.add(String(node.value));
      }
      if (node.children) walk(node.children);
      for (const option of Object.values(node.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(message, "en").getAst() as never);
  return [...names].sort();
}

describe.each(Object.entries(catalogues))("the catalogue %s", (language, { messages, errors }) => {
  it("has every message, with the placeholders of the English one", () => {
    for (const [key, english] of Object.entries(en)) {
      const text = (messages as Record<string, string>)[key] ?? "";
      expect(text, key).not.toBe("");
      expect(namesIn(text), key).toEqual(namesIn(english));
      expect(() => new IntlMessageFormat(text, language), key).not.toThrow();
    }
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
  });

  it("has a title, a cause and a next step for every error code", () => {
    expect(Object.keys(errors).sort()).toEqual(Object.keys(errorTable).sort());
    for (const [code, entry] of Object.entries(errors)) {
      for (const text of [entry.title, entry.cause, entry.nextStep]) {
        expect(text, code).toMatch(/\S/);
        expect(
          namesIn(text).every((name) => ["provider", "cookie", "host"].includes(name)),
          code,
        ).toBe(true);
      }
    }
  });

  it("has plain words for every audit event", () => {
    for (const type of auditEventTypes) expect(messages).toHaveProperty([`activity.${type}`]);
  });
});
