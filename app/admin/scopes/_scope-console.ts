import type { FieldSpec } from "#components/admin/entries/field-spec.ts";
import type { Translator } from "#components/messages/create-translator.ts";
import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import type { EntryConsole } from "../_entry-console.ts";

type ScopeEntry = OperationOutput<"scopes.get">;

/** The console's pages of scopes. */
export const scopeConsole: EntryConsole<ScopeEntry> = {
  kind: "scopes",
  part: "scopes",
  title: "admin.scopes",
  text: "admin.scopes.text",
  newTitle: "admin.scopes.new",
  make: "admin.scopes.make",
  icon: "check",
  createOperation: "scopes.create",
  changeOperation: "scopes.change",
  keyPath: "name",
  nameOf: ({ entry }, t) => t.scope(entry).title,
  placeOf: (key) => `scopes: { ${JSON.stringify(key)}: { … } }`,
  specs: scopeSpecs,
  list: (actor, page) => portal().admin.call(actor, "scopes.list", page),
  get: (actor, name) => portal().admin.call(actor, "scopes.get", { name }),
  create: (actor, entry) => portal().admin.call(actor, "scopes.create", { entry }),
  change: (actor, name, fields, ifMatch) => portal().admin.call(actor, "scopes.change", { name, fields }, { ifMatch }),
};

function scopeSpecs(t: Translator): FieldSpec[] {
  const levels = ["low", "medium", "high"] as const;
  return [
    {
      path: "name",
      label: "admin.scopes.name",
      hint: "admin.scopes.name_hint",
      kind: "text",
      placeholder: "notes:read",
      required: true,
    },
    { path: "title", label: "admin.scopes.title", hint: "admin.scopes.title_hint", kind: "text", required: true },
    {
      path: "description",
      label: "admin.scopes.description",
      hint: "admin.scopes.description_hint",
      kind: "long",
      required: true,
    },
    {
      path: "sensitivity",
      label: "admin.scopes.sensitivity",
      kind: "choice",
      options: [
        { value: "", label: t.text("admin.entry.default") },
        ...levels.map((value) => ({ value, label: t.text(`admin.scopes.sensitivity_${value}`) })),
      ],
    },
    { path: "translations.de.title", label: "admin.scopes.title_de", kind: "text" },
    { path: "translations.de.description", label: "admin.scopes.description_de", kind: "long" },
  ];
}
