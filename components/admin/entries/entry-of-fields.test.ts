import { expect, it } from "vitest";
import { entryOfFields, fieldsOfEntry, jsonMistakes, newEntryOfFields } from "./entry-of-fields.ts";
import type { FieldSpec } from "./field-spec.ts";
import { mistakesOfForm } from "./mistakes-of-form.ts";

const label = "admin.title";
const specs: FieldSpec[] = [
  { path: "name", label, kind: "text" },
  { path: "redirectUris", label, kind: "lines" },
  { path: "scopes", label, kind: "several" },
  { path: "reviewed", label, kind: "flag" },
  { path: "requirePkce", label, kind: "flag", defaultOn: true },
  { path: "clientSecret", label, kind: "secret" },
  { path: "translations.de.title", label, kind: "text" },
];

it("reads a form: trimmed, lists without empty lines, flags only where they differ from the default", () => {
  const fields = {
    name: [" Notes "],
    redirectUris: ["https://a.example/cb\r\n\r\n https://b.example/cb "],
    scopes: ["openid", "email"],
    requirePkce: ["on"],
    clientSecret: ["s3cret"],
    "translations.de.title": ["Notizen"],
  };
  expect(newEntryOfFields(specs, fields)).toEqual({
    name: "Notes",
    redirectUris: ["https://a.example/cb", "https://b.example/cb"],
    scopes: ["openid", "email"],
    clientSecret: "s3cret",
    translations: { de: { title: "Notizen" } },
  });
  expect(newEntryOfFields(specs, { name: ["Notes"], reviewed: ["on"] })).toEqual({
    name: "Notes",
    redirectUris: [],
    scopes: [],
    reviewed: true,
    requirePkce: false,
  });
});

it("takes out what was emptied in a change, and leaves a secret that was not typed", () => {
  const base = { translations: { de: { title: "Notizen" }, fr: { title: "Notes" } } };
  const changed = entryOfFields(specs, { name: [""], requirePkce: ["on"], "translations.de.title": [""] }, base);
  expect(changed).toEqual({
    name: null,
    redirectUris: [],
    scopes: [],
    reviewed: null,
    requirePkce: null,
    translations: { fr: { title: "Notes" } },
  });
});

it("shows an entry as the form that would say it", () => {
  const entry = {
    name: "Notes",
    redirectUris: ["https://a.example/cb", "https://b.example/cb"],
    scopes: ["openid"],
    requirePkce: false,
    translations: { de: { title: "Notizen" } },
  };
  const fields = fieldsOfEntry(specs, entry);
  expect(fields).toMatchObject({ redirectUris: ["https://a.example/cb\nhttps://b.example/cb"], requirePkce: [] });
  expect(entryOfFields(specs, fields, entry)).toEqual({ ...entry, reviewed: null });
});

it("puts each mistake at its field, and keeps those of other members apart", () => {
  const { byField, others } = mistakesOfForm(specs, [
    { field: "entry.redirectUris.1", problem: "It is no address.", fix: "Write https://…" },
    { field: "fields.redirectUris", problem: "One is missing." },
    { field: "translations.de.title", problem: "It is too short." },
    { field: "allow.groups", problem: "Unknown group." },
  ]);
  expect([...byField]).toEqual([
    ["redirectUris", "It is no address. Write https://… One is missing."],
    ["translations.de.title", "It is too short."],
  ]);
  expect(others).toEqual([{ field: "allow.groups", problem: "Unknown group." }]);
});

const allow: FieldSpec[] = [
  { path: "allow.groups", label, kind: "lines" },
  { path: "allow.roles", label, kind: "lines" },
  { path: "claims", label, kind: "json" },
];

it("takes a rule out with its last line, and all of them with the last rule", () => {
  const base = { allow: { groups: ["corp:staff"], roles: ["editor"] } };
  expect(entryOfFields(allow, { "allow.groups": [""], "allow.roles": ["editor"] }, base)).toMatchObject({
    allow: { roles: ["editor"] },
  });
  expect(entryOfFields(allow, {}, base)).toMatchObject({ allow: null });
  expect(newEntryOfFields(allow, {})).toEqual({});
});

it("shows a part of an entry as JSON, and reads it again", () => {
  const entry = { claims: { department: {}, groups: { format: "comma" } } };
  const fields = fieldsOfEntry(allow, entry);
  expect(fields["claims"]?.[0]).toContain('"format": "comma"');
  expect(newEntryOfFields(allow, fields)).toEqual(entry);
  expect(fieldsOfEntry(allow, { claims: {} })["claims"]).toEqual([]);
});

it("says of which field the JSON can't be read", () => {
  expect(jsonMistakes(allow, { claims: ['{ "department": {} }'] })).toEqual([]);
  expect(jsonMistakes(allow, { claims: [""], "allow.groups": ["{"] })).toEqual([]);
  expect(jsonMistakes(allow, { claims: ["{ department: {} }"] })).toMatchObject([{ field: "claims" }]);
});
