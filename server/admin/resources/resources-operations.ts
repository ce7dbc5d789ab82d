import { z } from "zod";
import { entryPageInput, writtenEntry, writtenFields } from "#server/admin/entries/entry-inputs.ts";
import { changeShape, entryShape, shownChange, shownEntry, shownPage } from "#server/admin/entries/entry-shapes.ts";
import { changedBy, noteEntryChange } from "#server/admin/entries/note-entry-change.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { pageOf } from "#server/admin/shapes.ts";
import { entrySchemas, longestKey } from "#server/catalog/managed/entry-kinds.ts";
import { AppError } from "#server/errors/app-error.ts";

const schema = entrySchemas.resources;
const identifier = z.string().max(longestKey);
const shape = entryShape(schema);
const change = changeShape(schema);

export const resourcesOperations = {
  "resources.list": defineOperation({
    method: "GET",
    path: "/resources",
    permission: "resources.read",
    summary: "List resources of the configuration file and the database, in the order of their identifier",
    input: entryPageInput,
    output: pageOf(shape),
    run: async ({ services }, page) => shownPage(await services.managedCatalog.resources.list(page)),
  }),

  "resources.get": defineOperation({
    method: "GET",
    path: "/resources/{identifier}",
    permission: "resources.read",
    summary: "Show a resource",
    input: z.strictObject({ identifier }),
    output: shape,
    async run({ services, note }, { identifier }) {
      note({}, { entry: identifier });
      const found = await services.managedCatalog.resources.find(identifier);
      if (!found) throw new AppError("admin_target_not_found");
      return shownEntry(found);
    },
  }),

  "resources.create": defineOperation({
    method: "POST",
    path: "/resources",
    permission: "resources.write",
    needsFreshSignIn: true,
    summary: "Add a resource to the database; it is known in every process at the next request",
    input: z.strictObject({ entry: writtenEntry(schema) }),
    output: change,
    async run(context, { entry }) {
      const made = await context.services.managedCatalog.resources.create(entry, changedBy(context));
      noteEntryChange(context, {}, made);
      return shownChange(made);
    },
  }),

  "resources.change": defineOperation({
    method: "PATCH",
    path: "/resources/{identifier}",
    permission: "resources.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Change fields of a resource of the database",
    input: z.strictObject({ identifier, fields: writtenFields(schema) }),
    output: change,
    async run(context, { identifier, fields }) {
      context.note({}, { entry: identifier });
      const changed = await context.services.managedCatalog.resources.change(identifier, fields, changedBy(context));
      noteEntryChange(context, {}, changed);
      return shownChange(changed);
    },
  }),

  "resources.disable": defineOperation({
    method: "POST",
    path: "/resources/{identifier}/disable",
    permission: "resources.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Disable a resource of the database",
    input: z.strictObject({ identifier }),
    output: change,
    async run(context, { identifier }) {
      context.note({}, { entry: identifier });
      const disabled = await context.services.managedCatalog.resources.disable(identifier, changedBy(context));
      noteEntryChange(context, {}, disabled);
      return shownChange(disabled);
    },
  }),

  "resources.enable": defineOperation({
    method: "POST",
    path: "/resources/{identifier}/enable",
    permission: "resources.write",
    needsFreshSignIn: true,
    endsNothing: true,
    changesRevision: true,
    summary: "Enable a resource of the database again",
    input: z.strictObject({ identifier }),
    output: change,
    async run(context, { identifier }) {
      context.note({}, { entry: identifier });
      const enabled = await context.services.managedCatalog.resources.enable(identifier, changedBy(context));
      noteEntryChange(context, {}, enabled);
      return shownChange(enabled);
    },
  }),

  "resources.delete": defineOperation({
    method: "DELETE",
    path: "/resources/{identifier}",
    permission: "resources.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Delete a resource of the database",
    input: z.strictObject({ identifier }),
    output: change,
    async run(context, { identifier }) {
      context.note({}, { entry: identifier });
      const gone = await context.services.managedCatalog.resources.delete(identifier, changedBy(context));
      noteEntryChange(context, {}, gone);
      return shownChange(gone);
    },
  }),
};
