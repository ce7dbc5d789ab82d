import type { FieldSpec, FormFields } from "./field-spec.ts";

type Entry = Readonly<Record<string, unknown>>;

/**
 * The members of an entry that a form says; `null` for those that were left empty, so that the entry's default holds. Members below
 * another one, such as `translations.de.title`, are written into a copy of what `base` has, so that other languages stay.
 */
export function entryOfFields(
  specs: readonly FieldSpec[],
  fields: FormFields,
  base: Entry = {},
): Record<string, unknown> {
  const entry: Record<string, unknown> = {};
  for (const spec of specs) {
    const [member = "", ...below] = spec.path.split(".");
    const value = valueOfTexts(spec, fields[spec.path] ?? []);
    // A secret that is not typed stays as it is.
    if (spec.kind === "secret" && value === null) continue;
    entry[member] = below.length === 0 ? value : put(entry[member] ?? base[member], below, value);
  }
  return Object.fromEntries(Object.entries(entry).map(([member, value]) => [member, isEmpty(value) ? null : value]));
}

/** Without the members that were left empty: an entry that is made. */
export function newEntryOfFields(specs: readonly FieldSpec[], fields: FormFields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(entryOfFields(specs, fields)).filter(([, value]) => value !== null));
}

/** What a form shows of an entry. Secrets are never part of one. */
export function fieldsOfEntry(specs: readonly FieldSpec[], entry: Entry): FormFields {
  return Object.fromEntries(
    specs.map((spec) => [spec.path, textsOf(spec, spec.path.split(".").reduce<unknown>(memberOf, entry))]),
  );
}

/** The mistakes of fields that should be JSON. */
export function jsonMistakes(specs: readonly FieldSpec[], fields: FormFields) {
  return specs.flatMap(({ kind, path }) => {
    const text = fields[path]?.[0]?.trim() ?? "";
    if (kind !== "json" || text === "") return [];
    try {
      JSON.parse(text);
      return [];
    } catch (error) {
      const problem = `It is no JSON: ${error instanceof Error ? error.message : String(error)}.`;
      return [{ field: path, problem, fix: 'Write names and texts in double quotes: { "department": "dept" }.' }];
    }
  });
}

function valueOfTexts(spec: FieldSpec, texts: readonly string[]): unknown {
  switch (spec.kind) {
    case "several":
      return texts;
    case "flag": {
      const on = texts.length > 0;
      return on === (spec.defaultOn ?? false) ? null : on;
    }
    case "lines": {
      const lines = texts.flatMap((text) => text.split("\n")).map((line) => line.trim());
      return lines.filter(Boolean);
    }
    case "json": {
      const text = texts[0]?.trim() ?? "";
      return text === "" ? null : JSON.parse(text);
    }
    default: {
      const text = texts[0]?.trim() ?? "";
      return text === "" ? null : text;
    }
  }
}

function textsOf(spec: FieldSpec, value: unknown): string[] {
  if (spec.kind === "flag") return (typeof value === "boolean" ? value : spec.defaultOn) ? ["on"] : [];
  if (spec.kind === "json") {
    return value === undefined || isEmpty(value) ? [] : [JSON.stringify(value, undefined, 2)];
  }
  if (Array.isArray(value)) return spec.kind === "lines" ? [value.join("\n")] : value.map(String);
  return value === undefined || value === null ? [] : [String(value)];
}

function memberOf(value: unknown, member: string): unknown {
  return value !== null && typeof value === "object" && Object.hasOwn(value, member)
    ? (value as Entry)[member]
    : undefined;
}

/** A copy of `into` with the value at the path; without the members below that hold nothing any more, an empty list too. */
function put(into: unknown, path: readonly string[], value: unknown): unknown {
  const [member, ...below] = path;
  if (member === undefined) return value;
  const copy: Record<string, unknown> = into !== null && typeof into === "object" ? { ...into } : {};
  const inner = put(copy[member], below, value);
  if (isEmpty(inner) || (Array.isArray(inner) && inner.length === 0)) delete copy[member];
  else copy[member] = inner;
  return copy;
}

function isEmpty(value: unknown): boolean {
  return value === null || (typeof value === "object" && !Array.isArray(value) && Object.keys(value).length === 0);
}
