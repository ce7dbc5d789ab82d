import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import type { Database } from "#server/database/database.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";
import { type KeysetPage, keysetPage, readPlace } from "#server/database/keyset.ts";
import { SqlConditions } from "#server/database/sql-conditions.ts";
import { isDocumentAddress } from "./documents/client-document-policy.ts";
import { isOpenRegistration } from "./open-registration.ts";
import type { RegisteredClientStore } from "./registered-client-store.ts";

/** An app that is not in the catalog, because it said itself what it is. Times are RFC 3339. */
export interface ListedRegistration {
  clientId: string;
  /** token: it registered with an initial access token. open: without one. document: by the document at its client_id. */
  kind: "token" | "open" | "document";
  /** As it calls itself. */
  name: string;
  redirectUris: string[];
  clientUri: string | null;
  registeredAt: string;
  /** When it is forgotten, because no person has allowed it yet; `null`: never. */
  expiresAt: string | null;
}

interface Row {
  idHash: string;
  clientId: string;
  name: string | null;
  redirectUris: string[] | null;
  clientUri: string | null;
  createdAt: Date;
  expiresAt: Date | null;
}

// Of an array only, because the JSON is what an app sent.
const columns = `id_hash AS "idHash", payload->>'client_id' AS "clientId", payload->>'client_name' AS "name",
  CASE WHEN jsonb_typeof(payload->'redirect_uris') = 'array' THEN payload->'redirect_uris' END AS "redirectUris",
  payload->>'client_uri' AS "clientUri", created_at AS "createdAt", expires_at AS "expiresAt"`;
const inForce = "model = 'Client' AND (expires_at IS NULL OR expires_at > now())";

/** Apps that registered themselves, for the administration. */
export interface RegisteredClientDirectory {
  /** A keyset page, the newest first. Errors: cursor_invalid. */
  list(page: {
    search?: string | undefined;
    after?: string | undefined;
    limit: number;
  }): Promise<{ items: ListedRegistration[]; next: string | null }>;
  find(clientId: string): Promise<ListedRegistration | undefined>;
  /** Removes it with the access that people gave it, codes and tokens: they are refused in every process when this resolves. How much ended. */
  remove(clientId: string): Promise<EndedCounts>;
}

export function createRegisteredClientDirectoryStore(
  { query }: Pick<Database, "query">,
  store: Pick<RegisteredClientStore, "remove">,
): RegisteredClientDirectory {
  async function read(conditions: SqlConditions, limit: number): Promise<KeysetPage<Row>> {
    const rows = await query<Row>(
      `SELECT ${columns} FROM oidc_records ${conditions.where()}
       ORDER BY created_at DESC, id_hash DESC LIMIT ${conditions.param(limit + 1)}`,
      conditions.params,
    );
    return keysetPage(rows, limit, ({ createdAt, idHash }) => ({ at: createdAt, id: idHash }));
  }

  return {
    async list({ search, after, limit }) {
      const conditions = new SqlConditions();
      conditions.add(inForce);
      if (search) {
        const found =
          "position(lower($?) in lower(payload->>'client_id' || ' ' || coalesce(payload->>'client_name', ''))) > 0";
        conditions.add(found, search);
      }
      if (after) {
        const { at, id } = readPlace(after, /^[\w-]{1,100}$/);
        conditions.add("(created_at, id_hash) < ($?::timestamptz, $?)", at, id);
      }
      const { rows, next } = await read(conditions, limit);
      return { items: rows.map(listed), next };
    },

    async find(clientId) {
      const conditions = new SqlConditions();
      conditions.add(inForce);
      conditions.add("id_hash = $?", hashRecordId(clientId));
      const [row] = (await read(conditions, 1)).rows;
      return row && listed(row);
    },

    remove: store.remove,
  };
}

function listed({ clientId, name, redirectUris, clientUri, createdAt, expiresAt }: Row): ListedRegistration {
  return {
    clientId,
    kind: isDocumentAddress(clientId) ? "document" : isOpenRegistration(clientId) ? "open" : "token",
    name: name ?? clientId,
    redirectUris: (redirectUris ?? []).map(String),
    clientUri,
    registeredAt: createdAt.toISOString(),
    expiresAt: expiresAt?.toISOString() ?? null,
  };
}
