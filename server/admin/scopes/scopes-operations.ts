import { z } from "zod";
import { entryPageInput, writtenEntry, writtenFields } from "#server/admin/entries/entry-inputs.ts";
import { changeShape, entryShape, shownChange, shownEntry, shownPage } from "#server/admin/entries/entry-shapes.ts";
import { changedBy, noteEntryChange } from "#server/admin/entries/note-entry-change.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { pageOf } from "#server/admin/shapes.ts";
import { entrySchemas, longestKey } from "#server/catalog/managed/entry-kinds.ts";
import { AppError } from "#server/errors/app-error.ts";

const schema = entrySchemas.scopes;
const name = z.string().max(longestKey);
const shape = entryShape(schema);
const change = changeShape(schema);

export const scopesOperations = {
  "scopes.list": defineOperation({
    method: "GET",
    path: "/scopes",
    permission: "scopes.read",
    summary: "List scopes of the configuration file and the database, in the order of their name",
    input: entryPageInput,
    output: pageOf(shape),
    run: async ({ services }, page) => shownPage(await services.managedCatalog.scopes.list(page)),
  }),

  "scopes.get": defineOperation({
    method: "GET",
    path: "/scopes/{name}",
    permission: "scopes.read",
    summary: "Show a scope",
    input: z.strictObject({ name }),
    output: shape,
    async run({ services, note }, { name }) {
      note({}, { entry: name });
      const found = await services.managedCatalog.scopes.find(name);
      if (!found) throw new AppError("admin_target_not_found");
      return shownEntry(found);
    },
  }),

  "scopes.create": defineOperation({
    method: "POST",
    path: "/scopes",
    permission: "scopes.write",
    needsFreshSignIn: true,
    summary: "Add a scope to the database; it is known in every process at the next request",
    input: z.strictObject({ entry: writtenEntry(schema) }),
    output: change,
    async run(context, { entry }) {
      const made = await context.services.managedCatalog.scopes.create(entry, changedBy(context));
      noteEntryChange(context, {}, made);
      return shownChange(made);
    },
  }),

  "scopes.change": defineOperation({
    method: "PATCH",
    path: "/scopes/{name}",
    permission: "scopes.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Change fields of a scope of the database",
    input: z.strictObject({ name, fields: writtenFields(schema) }),
    output: change,
    async run(context, { name, fields }) {
      context.note({}, { entry: name });
      const changed = await context.services.managedCatalog.scopes.change(name, fields, changedBy(context));
      noteEntryChange(context, {}, changed);
      return shownChange(changed);
    },
  }),

  "scopes.delete": defineOperation({
    method: "DELETE",
    path: "/scopes/{name}",
    permission: "scopes.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Delete a scope of the database",
    input: z.strictObject({ name }),
    output: change,
    async run(context, { name }) {
      context.note({}, { entry: name });
      const gone = await context.services.managedCatalog.scopes.delete(name, changedBy(context));
      noteEntryChange(context, {}, gone);
      return shownChange(gone);
    },
  }),
};
