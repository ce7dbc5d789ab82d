import type { FieldSpec } from "#components/admin/entries/field-spec.ts";
import type { Translator } from "#components/messages/create-translator.ts";
import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import type { EntryConsole } from "../_entry-console.ts";
import { clientChoices } from "../apps/_choices.ts";

type ApiEntry = OperationOutput<"resources.get">;

/** The console's pages of APIs (resources). */
export const apiConsole: EntryConsole<ApiEntry> = {
  kind: "resources",
  part: "apis",
  title: "admin.apis",
  text: "admin.apis.text",
  newTitle: "admin.apis.new",
  make: "admin.apis.make",
  icon: "terminal",
  createOperation: "resources.create",
  changeOperation: "resources.change",
  keyPath: "identifier",
  nameOf: ({ entry: { name, translations } }, t) => t.group({ title: name, translations }),
  placeOf: (key) => `resources: [{ identifier: ${JSON.stringify(key)}, … }]`,
  specs: apiSpecs,
  list: (actor, page) => portal().admin.call(actor, "resources.list", page),
  get: (actor, identifier) => portal().admin.call(actor, "resources.get", { identifier }),
  create: (actor, entry) => portal().admin.call(actor, "resources.create", { entry }),
  change: (actor, identifier, fields, ifMatch) =>
    portal().admin.call(actor, "resources.change", { identifier, fields }, { ifMatch }),
};

function apiSpecs(t: Translator): FieldSpec[] {
  const { scopes } = clientChoices(t);
  const standard = { value: "", label: t.text("admin.entry.default") };
  const formats = ["opaque", "jwt"] as const;
  return [
    { path: "name", label: "admin.apps.name", hint: "admin.apis.name_hint", kind: "text", required: true },
    {
      path: "identifier",
      label: "admin.apis.identifier",
      hint: "admin.apis.identifier_hint",
      kind: "text",
      placeholder: "https://api.example.com/notes",
      required: true,
    },
    { path: "scopes", label: "admin.apis.scopes", hint: "admin.apis.scopes_hint", kind: "several", options: scopes },
    {
      path: "accessTokenFormat",
      label: "admin.apis.format",
      hint: "admin.apis.format_hint",
      kind: "choice",
      options: [standard, ...formats.map((value) => ({ value, label: t.text(`admin.apis.format_${value}`) }))],
    },
    { path: "translations.de.name", label: "admin.apis.name_de", kind: "text" },
    {
      path: "accessTokenAlgorithm",
      label: "admin.apis.algorithm",
      kind: "choice",
      options: [standard, ...["ES256", "RS256"].map((value) => ({ value, label: value }))],
      detail: true,
    },
    {
      path: "openTo",
      label: "admin.apis.open_to",
      hint: "admin.apis.open_to_hint",
      kind: "several",
      options: (["registered", "documents"] as const).map((value) => ({
        value,
        label: t.text(`admin.apis.open_to_${value}`),
      })),
      detail: true,
    },
    {
      path: "checksStatusLists",
      label: "admin.apis.status_lists",
      hint: "admin.apis.status_lists_hint",
      kind: "flag",
      detail: true,
    },
  ];
}
