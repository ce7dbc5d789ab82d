import { z } from "zod";
import { entryPageInput, writtenEntry, writtenFields } from "#server/admin/entries/entry-inputs.ts";
import { changeShape, entryShape, shownChange, shownEntry, shownPage } from "#server/admin/entries/entry-shapes.ts";
import { changedBy, noteEntryChange } from "#server/admin/entries/note-entry-change.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { pageOf } from "#server/admin/shapes.ts";
import { entrySchemas, longestKey } from "#server/catalog/managed/entry-kinds.ts";
import { AppError } from "#server/errors/app-error.ts";
import { changedWithinReach } from "./changed-within-reach.ts";

const schema = entrySchemas.clients;
const clientId = z.string().max(longestKey);
const shape = entryShape(schema);
const change = changeShape(schema);
const clientSecret = z.string().nullable().describe("Shown now and never again.");

export const clientsOperations = {
  "clients.list": defineOperation({
    method: "GET",
    path: "/clients",
    permission: "clients.read",
    summary: "List clients of the configuration file and the database, in the order of their clientId",
    input: entryPageInput,
    output: pageOf(shape),
    run: async ({ services }, page) => shownPage(await services.managedCatalog.clients.list(page)),
  }),

  "clients.get": defineOperation({
    method: "GET",
    path: "/clients/{clientId}",
    permission: "clients.read",
    summary: "Show a client",
    input: z.strictObject({ clientId }),
    output: shape,
    async run({ services, note }, { clientId }) {
      note({ clientId });
      const found = await services.managedCatalog.clients.find(clientId);
      if (!found) throw new AppError("admin_target_not_found");
      return shownEntry(found);
    },
  }),

  "clients.create": defineOperation({
    method: "POST",
    path: "/clients",
    permission: "clients.write",
    needsFreshSignIn: true,
    summary: "Add a client to the database; it is known in every process at the next request",
    input: z.strictObject({
      entry: writtenEntry(schema),
      withSecret: z.boolean().optional().describe("Whether it gets a secret. Default: if it needs one."),
    }),
    output: change.extend({ clientSecret }),
    async run(context, { entry, withSecret }) {
      const options = { ...changedWithinReach(context), withSecret };
      const made = await context.services.managedCatalog.clients.create(entry, options);
      noteEntryChange(context, { clientId: made.entry.key }, made);
      return { ...shownChange(made), clientSecret: made.secret?.reveal() ?? null };
    },
  }),

  "clients.change": defineOperation({
    method: "PATCH",
    path: "/clients/{clientId}",
    permission: "clients.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Change fields of a client of the database",
    input: z.strictObject({ clientId, fields: writtenFields(schema) }),
    output: change,
    async run(context, { clientId, fields }) {
      context.note({ clientId }, { entry: clientId });
      const options = changedWithinReach(context);
      const changed = await context.services.managedCatalog.clients.change(clientId, fields, options);
      noteEntryChange(context, {}, changed);
      return shownChange(changed);
    },
  }),

  "clients.disable": defineOperation({
    method: "POST",
    path: "/clients/{clientId}/disable",
    permission: "clients.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Disable a client: access that people gave it, codes and tokens end at once and stay ended",
    input: z.strictObject({ clientId }),
    output: change,
    async run(context, { clientId }) {
      context.note({ clientId }, { entry: clientId });
      const disabled = await context.services.managedCatalog.clients.disable(clientId, changedBy(context));
      noteEntryChange(context, {}, disabled);
      return shownChange(disabled);
    },
  }),

  "clients.enable": defineOperation({
    method: "POST",
    path: "/clients/{clientId}/enable",
    permission: "clients.write",
    needsFreshSignIn: true,
    endsNothing: true,
    changesRevision: true,
    summary: "Enable a client again; what ended stays ended",
    input: z.strictObject({ clientId }),
    output: change,
    async run(context, { clientId }) {
      context.note({ clientId }, { entry: clientId });
      const enabled = await context.services.managedCatalog.clients.enable(clientId, changedWithinReach(context));
      noteEntryChange(context, {}, enabled);
      return shownChange(enabled);
    },
  }),

  "clients.delete": defineOperation({
    method: "DELETE",
    path: "/clients/{clientId}",
    permission: "clients.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Delete a client with the access that people gave it, codes and tokens",
    input: z.strictObject({ clientId }),
    output: change,
    async run(context, { clientId }) {
      context.note({ clientId }, { entry: clientId });
      const gone = await context.services.managedCatalog.clients.delete(clientId, changedBy(context));
      noteEntryChange(context, {}, gone);
      return shownChange(gone);
    },
  }),
};
