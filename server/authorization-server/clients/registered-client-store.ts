import type { AdapterPayload } from "oidc-provider";
import { endClient } from "#server/authorization-server/records/end-client.ts";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { tokenCounts } from "#server/authorization-server/records/token-counts.ts";
import type { Database } from "#server/database/database.ts";
import type { EndedCounts } from "#server/database/ended-counts.ts";

/** Announced with the commit that changed or removed a registration; the payload is its client id. */
export const clientChangedChannel = "portico_client_changed";

interface StoredClient {
  payload: AdapterPayload;
  /** Set until a person has allowed an app that registered without a token. */
  expiresAt: Date | null;
}

/** Registrations, by hashed id among the library's records. A change is answered after every process has evicted the client. */
export function createRegisteredClientStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  return {
    async find(clientId: string): Promise<StoredClient | undefined> {
      const [row] = await query<StoredClient>(
        `SELECT payload, expires_at AS "expiresAt" FROM oidc_records
         WHERE model = 'Client' AND id_hash = $1 AND (expires_at IS NULL OR expires_at > now())`,
        [hashRecordId(clientId)],
      );
      return row;
    },

    async usesEdDsa(): Promise<boolean> {
      const rows = await query(
        `SELECT 1 FROM oidc_records WHERE model = 'Client'
         AND 'EdDSA' IN (payload->>'id_token_signed_response_alg', payload->>'userinfo_signed_response_alg') LIMIT 1`,
        [],
      );
      return rows.length > 0;
    },

    /** Until `expiresAt`; without it, until it is removed. */
    async save(clientId: string, metadata: AdapterPayload, expiresAt?: Date): Promise<void> {
      await transaction(async (tx, publish) => {
        await tx.$executeRawUnsafe(
          `INSERT INTO oidc_records (model, id_hash, payload, expires_at) VALUES ('Client', $1, $2::jsonb, $3)
           ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload, expires_at = excluded.expires_at`,
          hashRecordId(clientId),
          JSON.stringify(metadata),
          expiresAt ?? null,
        );
        await publish(clientChangedChannel, clientId);
      });
    },

    /**
     * Whether there is room for one more registration that expires: at most `most` of them; the oldest give way unless they
     * expire after `keptAfter`.
     *
     * Races: parallel registrations may exceed the bound by as many as there are.
     */
    async makeRoom(most: number, keptAfter: Date): Promise<boolean> {
      const [row] = await query<{ left: number }>(
        `WITH waiting AS (
           SELECT id_hash, expires_at FROM oidc_records WHERE model = 'Client' AND expires_at > now()
         ), surplus AS (
           SELECT id_hash FROM waiting WHERE expires_at <= $2 ORDER BY expires_at
           LIMIT greatest(0, (SELECT count(*) FROM waiting) - $1::int + 1)
         ), dropped AS (
           DELETE FROM oidc_records WHERE model = 'Client' AND expires_at IS NOT NULL
             AND id_hash IN (SELECT id_hash FROM surplus) RETURNING 1
         ) SELECT ((SELECT count(*) FROM waiting) - (SELECT count(*) FROM dropped))::int AS left`,
        [most, keptAfter],
      );
      return (row?.left ?? 0) < most;
    },

    /** The registration, with the access that people gave to the app and every code and token under it. How much ended. */
    async remove(clientId: string): Promise<EndedCounts> {
      return transaction(async (tx, publish) => {
        const { grants, tokens } = await endClient(tx, publish, clientId, new Date());
        const sql = "DELETE FROM oidc_records WHERE model = 'Client' AND id_hash = $1";
        await tx.$executeRawUnsafe(sql, hashRecordId(clientId));
        await publish(clientChangedChannel, clientId);
        return { grants, ...tokenCounts(tokens) };
      });
    },
  };
}

export type RegisteredClientStore = ReturnType<typeof createRegisteredClientStore>;
