import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { OperationName } from "#server/admin/operations.ts";
import type { Ended } from "#server/admin/shapes.ts";
import { portal } from "#server/portal.ts";

/** What a change of an entry answers, as pages need it. */
export interface ChangedEntry {
  key: string;
  ended: Ended;
}

export type EntryKind = "clients" | "providers" | "resources" | "scopes";

/** What can be done with an entry, without anything typed. */
export const entryActs = ["disable", "enable", "delete"] as const;

export type EntryAct = (typeof entryActs)[number];

interface Act {
  operation: OperationName;
  run(
    actor: AdminActor,
    key: string,
    options: { ifMatch: string | undefined; endAccess: boolean },
  ): Promise<ChangedEntry>;
}

/** Where the pages of each kind are, and what its operations are called. */
export const entryKinds: Readonly<
  Record<EntryKind, { base: `/admin/${string}`; acts: Partial<Record<EntryAct, Act>> }>
> = {
  clients: {
    base: "/admin/apps",
    acts: {
      disable: {
        operation: "clients.disable",
        run: (actor, clientId, options) => portal().admin.call(actor, "clients.disable", { clientId }, options),
      },
      enable: {
        operation: "clients.enable",
        run: (actor, clientId, options) => portal().admin.call(actor, "clients.enable", { clientId }, options),
      },
      delete: {
        operation: "clients.delete",
        run: (actor, clientId, options) => portal().admin.call(actor, "clients.delete", { clientId }, options),
      },
    },
  },
  providers: {
    base: "/admin/providers",
    acts: {
      disable: {
        operation: "providers.disable",
        run: (actor, providerId, { endAccess, ...options }) =>
          portal().admin.call(actor, "providers.disable", { providerId, endAccess }, options),
      },
      enable: {
        operation: "providers.enable",
        run: (actor, providerId, options) => portal().admin.call(actor, "providers.enable", { providerId }, options),
      },
      delete: {
        operation: "providers.delete",
        run: (actor, providerId, { endAccess, ...options }) =>
          portal().admin.call(actor, "providers.delete", { providerId, endAccess }, options),
      },
    },
  },
  resources: {
    base: "/admin/apis",
    acts: {
      disable: {
        operation: "resources.disable",
        run: (actor, identifier, options) => portal().admin.call(actor, "resources.disable", { identifier }, options),
      },
      enable: {
        operation: "resources.enable",
        run: (actor, identifier, options) => portal().admin.call(actor, "resources.enable", { identifier }, options),
      },
      delete: {
        operation: "resources.delete",
        run: (actor, identifier, options) => portal().admin.call(actor, "resources.delete", { identifier }, options),
      },
    },
  },
  scopes: {
    base: "/admin/scopes",
    acts: {
      delete: {
        operation: "scopes.delete",
        run: (actor, name, options) => portal().admin.call(actor, "scopes.delete", { name }, options),
      },
    },
  },
};

/** The page of one entry. Keys are addresses and names of any letters, so they stand in the query. */
export function entryPath(kind: EntryKind, key: string, more: Readonly<Record<string, string>> = {}): string {
  return `${entryKinds[kind].base}/view?${new URLSearchParams({ id: key, ...more })}`;
}

export function isEntryAct(value: string | undefined): value is EntryAct {
  return entryActs.some((act) => act === value);
}

/** What the token of an entry's form is for. */
export function entryPurpose(kind: EntryKind, act: string, key: string): string {
  return `admin/${kind}/${act}/${key}`;
}
