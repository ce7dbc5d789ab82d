import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { scopeEntry } from "#server/catalog/scope-entry.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import {
  type ConnectedAppRow,
  createConnectedAppStore,
  type RegisteredAppRow,
  type SignedTokens,
} from "./connected-app-store.ts";
import type { ApiName, ConnectedApp, ConnectedApps, RevocationReceipt } from "./connected-apps.ts";
import { longestAcceptedSeconds } from "./key-endings-policy.ts";

export interface ConnectedAppsDeps {
  catalog: Pick<Catalog, "clients" | "scopes" | "resources">;
  /** An API that checks status lists refuses a listed token by then. */
  statusListStaleSeconds: number;
  database: Pick<Database, "prisma" | "query" | "transaction">;
  audit: AuditLog;
  now?: () => Date;
}

/** The list of apps with access to a person's account, and taking that access away. */
export function createConnectedApps(deps: ConnectedAppsDeps): ConnectedApps {
  const { audit, now = () => new Date() } = deps;
  const store = createConnectedAppStore(deps.database);
  const { clients, scopes, resources } = deps.catalog;

  /** Apps that registered themselves stand in no settings. */
  async function nameUnknown(rows: readonly ConnectedAppRow[]): Promise<ConnectedApp[]> {
    const unknown = rows.map(({ clientId }) => clientId).filter((clientId) => !clients.find(clientId));
    const registered = new Map((await store.findRegistered(unknown)).map((app) => [app.clientId, app]));
    return rows.map((row) => toConnectedApp(row, registered.get(row.clientId)));
  }

  function toConnectedApp(row: ConnectedAppRow, registered: RegisteredAppRow | undefined): ConnectedApp {
    // An app that was taken out of the settings keeps its row: the person still sees, and can remove, what it had.
    const client = clients.find(row.clientId);
    // An app that is known by a document about itself has the document's address as its id.
    const document = row.clientId.startsWith("https://") ? row.clientId : undefined;
    const address = client?.redirectUris[0] ?? client?.clientUri ?? document ?? registered?.redirectUri ?? undefined;
    return {
      id: row.id,
      clientId: row.clientId,
      name: client?.name ?? registered?.name ?? row.clientId,
      hostName: address ? URL.parse(address)?.host || undefined : undefined,
      logoUri: client?.logoUri,
      clientUri: client?.clientUri ?? registered?.clientUri ?? undefined,
      reviewed: client?.reviewed ?? false,
      scopes: row.scopes.map((name) => scopeEntry(scopes, name)),
      grantedAtSeconds: seconds(row.grantedAt),
      lastUsedAtSeconds: row.lastUsedAt ? seconds(row.lastUsedAt) : undefined,
      lastUsedFor: row.lastUsedFor ?? undefined,
      keysLastSeconds: longestAcceptedSeconds(row.clientId, {
        clients: clients.list(),
        resources: resources.list(),
        statusListStaleSeconds: deps.statusListStaleSeconds,
      }),
    };
  }

  function tellSigned(tokens: readonly SignedTokens[]): Pick<RevocationReceipt, "listed" | "unlisted"> {
    const listed = tokens.filter(({ audience }) => resources.find(audience)?.checksStatusLists ?? false);
    const unlisted = tokens.filter((group) => !listed.includes(group));
    const nameOf = (audience: string): ApiName => {
      const resource = resources.find(audience);
      return resource ? { title: resource.name, translations: resource.translations } : { title: audience };
    };
    return {
      listed: { count: total(listed), refusedWithinSeconds: deps.statusListStaleSeconds },
      unlisted: {
        count: total(unlisted),
        apis: unlisted.map(({ audience }) => nameOf(audience)),
        lastExpirySeconds: Math.max(0, ...unlisted.map(({ lastExpiry }) => Math.ceil(lastExpiry.getTime() / 1000))),
      },
    };
  }

  return {
    async list(session) {
      return nameUnknown(await store.list(session.userId));
    },

    async get(session, id) {
      const row = isUuid(id) ? await store.find(session.userId, id) : null;
      if (!row) throw new AppError("grant_not_found");
      const [app] = await nameUnknown([row]);
      if (!app) throw new AppError("grant_not_found");
      return app;
    },

    async revoke(session, id) {
      const revoked = isUuid(id) ? await store.revoke(session.userId, id, now()) : undefined;
      if (!revoked) throw new AppError("grant_not_found");
      const { clientId, accessTokens, refreshTokens, signedTokens } = revoked;
      audit.record({
        type: "app_access.revoked",
        outcome: "success",
        userId: session.userId,
        sessionId: session.id,
        clientId,
        details: {
          access_tokens: accessTokens,
          refresh_tokens: refreshTokens,
          jwt_access_tokens: total(signedTokens),
        },
      });
      return {
        appName: clients.find(clientId)?.name ?? (await store.findRegistered([clientId]))[0]?.name ?? clientId,
        revokedAtSeconds: seconds(revoked.revokedAt),
        accessTokens,
        refreshTokens,
        ...tellSigned(signedTokens),
      };
    },
  };
}

function total(tokens: readonly SignedTokens[]): number {
  return tokens.reduce((sum, { count }) => sum + count, 0);
}

function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

/** Anything else would be a database error instead of "not found". */
function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id);
}
