import { z } from "zod";
import { entryPageInput, writtenEntry, writtenFields } from "#server/admin/entries/entry-inputs.ts";
import { changeShape, entryShape, shownChange, shownEntry, shownPage } from "#server/admin/entries/entry-shapes.ts";
import { changedBy, noteEntryChange } from "#server/admin/entries/note-entry-change.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { providerAddressesShape, withAddresses } from "#server/admin/providers/provider-addresses.ts";
import { requirePermission } from "#server/admin/require-permission.ts";
import { pageOf } from "#server/admin/shapes.ts";
import { entrySchemas, longestKey } from "#server/catalog/managed/entry-kinds.ts";
import { providerSchema } from "#server/config/providers/provider-schema.ts";
import { AppError } from "#server/errors/app-error.ts";

const schema = entrySchemas.providers;
const providerId = z.string().max(longestKey);
/** The secret is taken and never given. */
const written = providerSchema;
const shape = entryShape(schema).extend({ addresses: providerAddressesShape });
const change = changeShape(schema).extend({ addresses: providerAddressesShape });
const endAccess = z
  .boolean()
  .default(false)
  .describe(
    "Whether what people have by it ends, too: sessions that began there, what apps got in them, and all that apps have of people with no other provider. Otherwise it goes on, without new provider tokens.",
  );

export const providersOperations = {
  "providers.list": defineOperation({
    method: "GET",
    path: "/providers",
    permission: "providers.read",
    summary: "List providers of the configuration file and the database, in the order of their providerId",
    input: entryPageInput,
    output: pageOf(shape),
    async run({ services }, page) {
      const { items, next } = shownPage(await services.managedCatalog.providers.list(page));
      return { items: items.map((item) => withAddresses(services, item)), next };
    },
  }),

  "providers.get": defineOperation({
    method: "GET",
    path: "/providers/{providerId}",
    permission: "providers.read",
    summary: "Show a provider",
    input: z.strictObject({ providerId }),
    output: shape,
    async run({ services, note }, { providerId }) {
      note({ providerId });
      const found = await services.managedCatalog.providers.find(providerId);
      if (!found) throw new AppError("admin_target_not_found");
      return withAddresses(services, shownEntry(found));
    },
  }),

  "providers.check": defineOperation({
    method: "GET",
    path: "/provider-checks",
    permission: "providers.read",
    summary: "Reach each provider that people can sign in with: discovery, keys, clock",
    input: z.strictObject({
      withCredentials: z
        .boolean()
        .default(false)
        .describe(
          "Whether the token endpoint takes the client's id and secret, too: a made-up code is sent there. Needs providers.write.",
        ),
    }),
    output: z.object({
      items: z.array(
        z.object({
          providerId: z.string(),
          origin: z.enum(["settings", "database"]),
          outcome: z.enum(["ok", "warning", "failed"]),
          found: z.string(),
          fix: z.string().nullable().describe("What to do about it."),
        }),
      ),
    }),
    async run({ actor, services }, options) {
      if (options.withCredentials) requirePermission(actor, "providers.write");
      const found = await services.checkProviders(options);
      return { items: found.map(({ fix = null, ...one }) => ({ ...one, fix })) };
    },
  }),

  "providers.create": defineOperation({
    method: "POST",
    path: "/providers",
    permission: "providers.write",
    needsEverything: true,
    needsFreshSignIn: true,
    summary: "Add a provider to the database; it is known in every process at the next request",
    input: z.strictObject({
      entry: writtenEntry(written),
      enabled: z
        .boolean()
        .default(true)
        .describe("false: people can't sign in there until it is enabled; it can be tested."),
    }),
    output: change,
    async run(context, { entry, enabled }) {
      const options = { ...changedBy(context), enabled };
      const made = await context.services.managedCatalog.providers.create(entry, options);
      noteEntryChange(context, { providerId: made.entry.key }, made);
      return withAddresses(context.services, shownChange(made));
    },
  }),

  "providers.change": defineOperation({
    method: "PATCH",
    path: "/providers/{providerId}",
    permission: "providers.write",
    needsEverything: true,
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Change fields of a provider of the database",
    input: z.strictObject({ providerId, fields: writtenFields(written) }),
    output: change,
    async run(context, { providerId, fields }) {
      context.note({ providerId }, { entry: providerId });
      const changed = await context.services.managedCatalog.providers.change(providerId, fields, changedBy(context));
      noteEntryChange(context, {}, changed);
      return withAddresses(context.services, shownChange(changed));
    },
  }),

  "providers.disable": defineOperation({
    method: "POST",
    path: "/providers/{providerId}/disable",
    permission: "providers.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Disable a provider: no sign-in begins or ends there until it is enabled",
    input: z.strictObject({ providerId, endAccess }),
    output: change,
    async run(context, { providerId, ...ending }) {
      context.note({ providerId }, { entry: providerId });
      const options = { ...changedBy(context), ...ending };
      const disabled = await context.services.managedCatalog.providers.disable(providerId, options);
      noteEntryChange(context, {}, disabled);
      return withAddresses(context.services, shownChange(disabled));
    },
  }),

  "providers.enable": defineOperation({
    method: "POST",
    path: "/providers/{providerId}/enable",
    permission: "providers.write",
    needsEverything: true,
    needsFreshSignIn: true,
    endsNothing: true,
    changesRevision: true,
    summary: "Enable a provider of the database again",
    input: z.strictObject({ providerId }),
    output: change,
    async run(context, { providerId }) {
      context.note({ providerId }, { entry: providerId });
      const enabled = await context.services.managedCatalog.providers.enable(providerId, changedBy(context));
      noteEntryChange(context, {}, enabled);
      return withAddresses(context.services, shownChange(enabled));
    },
  }),

  "providers.delete": defineOperation({
    method: "DELETE",
    path: "/providers/{providerId}",
    permission: "providers.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Delete a provider of the database",
    input: z.strictObject({ providerId, endAccess }),
    output: change,
    async run(context, { providerId, ...ending }) {
      context.note({ providerId }, { entry: providerId });
      const options = { ...changedBy(context), ...ending };
      const gone = await context.services.managedCatalog.providers.delete(providerId, options);
      noteEntryChange(context, {}, gone);
      return withAddresses(context.services, shownChange(gone));
    },
  }),
};
