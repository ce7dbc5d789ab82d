import { isAppType, typeOfClient } from "#components/admin/apps/app-type.ts";
import type { ClientView } from "#components/admin/apps/apps-table.tsx";
import { clientSpecs } from "#components/admin/apps/client-specs.ts";
import { portal } from "#server/portal.ts";
import type { EntryConsole } from "../_entry-console.ts";
import { clientChoices } from "./_choices.ts";

/** The console's pages of apps (clients); a form's type is the type of app. */
export const appConsole: EntryConsole<ClientView> = {
  kind: "clients",
  part: "apps",
  title: "admin.apps",
  text: "admin.apps.text",
  newTitle: "admin.apps.new",
  make: "admin.apps.make",
  icon: "apps",
  createOperation: "clients.create",
  changeOperation: "clients.change",
  keyPath: "clientId",
  nameOf: ({ entry }) => entry.name,
  placeOf: (key) => `clients: [{ clientId: ${JSON.stringify(key)}, … }]`,
  specs: (t, shown, type) =>
    clientSpecs(shown ? typeOfClient(shown.entry, shown.hasSecret) : isAppType(type) ? type : "web", clientChoices(t)),
  reaches: (actor, { entry }) => portal().admin.reachesClient(actor, entry),
  list: (actor, page) => portal().admin.call(actor, "clients.list", page),
  get: (actor, clientId) => portal().admin.call(actor, "clients.get", { clientId }),
  create: (actor, entry) => portal().admin.call(actor, "clients.create", { entry }),
  change: (actor, clientId, fields, ifMatch) =>
    portal().admin.call(actor, "clients.change", { clientId, fields }, { ifMatch }),
};
