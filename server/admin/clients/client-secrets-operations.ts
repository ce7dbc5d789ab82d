import { z } from "zod";
import { changeShape, shownChange } from "#server/admin/entries/entry-shapes.ts";
import { noteEntryChange } from "#server/admin/entries/note-entry-change.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { uuid } from "#server/admin/shapes.ts";
import { entrySchemas, longestKey } from "#server/catalog/managed/entry-kinds.ts";
import { changedWithinReach } from "./changed-within-reach.ts";

const clientId = z.string().max(longestKey);
const change = changeShape(entrySchemas.clients);

export const clientSecretsOperations = {
  "clients.rotate-secret": defineOperation({
    method: "POST",
    path: "/clients/{clientId}/secrets",
    permission: "clients.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Make a secret beside the present one, which stays valid until it is retired",
    input: z.strictObject({ clientId }),
    output: change.extend({ clientSecret: z.string().describe("Shown now and never again.") }),
    async run(context, { clientId: id }) {
      context.note({ clientId: id }, { entry: id });
      const changed = await context.services.managedCatalog.clients.addSecret(id, changedWithinReach(context));
      noteEntryChange(context, { clientId: id }, changed);
      return { ...shownChange(changed), clientSecret: changed.secret.reveal() };
    },
  }),

  "clients.retire-secret": defineOperation({
    method: "DELETE",
    path: "/clients/{clientId}/secrets/{secretId}",
    permission: "clients.write",
    needsFreshSignIn: true,
    changesRevision: true,
    summary: "Refuse a secret of a client from the next use on",
    input: z.strictObject({ clientId, secretId: uuid }),
    output: change,
    async run(context, { clientId: id, secretId }) {
      context.note({ clientId: id }, { entry: id, secret: secretId });
      const options = changedWithinReach(context);
      const changed = await context.services.managedCatalog.clients.retireSecret(id, secretId, options);
      noteEntryChange(context, { clientId: id }, changed);
      return shownChange(changed);
    },
  }),
};
