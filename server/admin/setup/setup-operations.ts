import { z } from "zod";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import { requireOwnReach } from "#server/admin/clients/require-own-reach.ts";
import { fieldChange, shownFieldChange } from "#server/admin/entries/entry-shapes.ts";
import { defineOperation } from "#server/admin/operation.ts";
import { requireEverything } from "#server/admin/require-everything.ts";
import { requirePermission } from "#server/admin/require-permission.ts";
import { ended, endedOf } from "#server/admin/shapes.ts";
import type { PlannedChange } from "#server/catalog/managed/check-change.ts";
import { setUpDocument } from "#server/catalog/managed/set-up/set-up-document.ts";

const flag = z.boolean().default(false);

const difference = z.object({
  kind: z.enum(["clients", "providers", "resources", "scopes"]),
  key: z.string(),
  act: z.enum(["added", "changed", "removed"]),
  changes: z.array(fieldChange),
});

export const setupOperations = {
  "setup.export": defineOperation({
    method: "GET",
    path: "/setup",
    permission: "setup.read",
    summary: "Export clients, providers, resources and scopes as portico.config.ts says them, without secrets",
    input: z.strictObject({
      everything: flag.describe("Entries of the configuration file, too; else the database's only."),
      withSecretHashes: flag.describe(
        "The SHA-256 of clients' secrets, so that the clients keep them. Needs setup.write and a fresh sign-in.",
      ),
    }),
    output: setUpDocument,
    async run({ actor, services, note, requireFreshSignIn }, options) {
      note({}, { everything: options.everything, secret_hashes: options.withSecretHashes });
      if (options.withSecretHashes) {
        requirePermission(actor, "setup.write");
        requireFreshSignIn();
      }
      return services.setUp.export(options);
    },
  }),

  "setup.import": defineOperation({
    method: "POST",
    path: "/setup/import",
    permission: "setup.write",
    needsFreshSignIn: true,
    onlyReads: ({ dryRun }) => dryRun,
    summary: "Make the database's entries as a document says, all or nothing; a dry run says what would change",
    input: z.strictObject({
      document: setUpDocument,
      dryRun: flag.describe("Only says what would change."),
      prune: flag.describe("Deletes entries of the database that the document doesn't have."),
    }),
    output: z.object({
      differences: z.array(difference),
      withoutSecret: z
        .array(z.object({ kind: z.enum(["clients", "providers"]), key: z.string() }))
        .describe("Entries that still need a secret."),
      ended,
    }),
    async run(context, { document, dryRun, prune }) {
      const { actor, services, note } = context;
      note({}, { dry_run: dryRun, prune });
      const mayChange = (planned: PlannedChange) => requireReachOfImport(actor, planned);
      const evenLastAdmin = actor.kind === "operator";
      const options = { dryRun, prune, by: actor.name, mayChange, evenLastAdmin };
      const imported = await services.setUp.import(document, options);
      const said = imported.differences.map(({ act, kind, key }) => `${kind}/${key} ${act}`);
      note({}, { changes: said, ...imported.counts });
      return {
        differences: imported.differences.map((one) => ({ ...one, changes: one.changes.map(shownFieldChange) })),
        withoutSecret: [...imported.withoutSecret],
        ended: endedOf(imported.counts),
      };
    },
  }),
};

/** An import may do what its actor may do entry by entry; a removal needs no more than `setup.write`. Errors: admin_not_allowed. */
function requireReachOfImport(actor: AdminActor, planned: PlannedChange): void {
  const { after } = planned;
  if (after?.kind === "providers") requireEverything(actor);
  if (after?.kind === "clients") requireOwnReach(actor, planned);
}
