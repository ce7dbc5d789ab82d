import { providerSpecs, testFirstSpec } from "#components/admin/providers/provider-specs.ts";
import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import type { EntryConsole } from "../_entry-console.ts";

export type ProviderEntry = OperationOutput<"providers.get">;

/** The console's pages of identity providers; a form's type is the kind of provider. */
export const providerConsole: EntryConsole<ProviderEntry> = {
  kind: "providers",
  part: "providers",
  title: "admin.providers",
  text: "admin.providers.text",
  newTitle: "admin.providers.new",
  make: "admin.providers.make",
  icon: "key",
  createOperation: "providers.create",
  changeOperation: "providers.change",
  keyPath: "id",
  nameOf: ({ key, entry }) => entry.name ?? key,
  placeOf: (key) => `providers: [{ id: ${JSON.stringify(key)}, … }]`,
  specs(_t, shown, type) {
    const kind = shown ? (shown.entry.kind ?? shown.key) : type;
    const known = portal().providerKinds.find((one) => one.kind === kind);
    return [...providerSpecs(kind, known), ...(shown ? [] : [testFirstSpec])];
  },
  fixed: (kind) => (kind === undefined || kind === "other" ? {} : { kind }),
  list: (actor, page) => portal().admin.call(actor, "providers.list", page),
  get: (actor, providerId) => portal().admin.call(actor, "providers.get", { providerId }),
  create: (actor, { [testFirstSpec.path]: testFirst, ...entry }) =>
    portal().admin.call(actor, "providers.create", { entry, enabled: testFirst !== true }),
  change: (actor, providerId, fields, ifMatch) =>
    portal().admin.call(actor, "providers.change", { providerId, fields }, { ifMatch }),
};
