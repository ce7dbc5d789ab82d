import type { AdapterPayload } from "oidc-provider";
import type { Database } from "#server/database/database.ts";
import { hashRecordId } from "./oidc-record-store.ts";

/** Announced with the commit that changed or removed a registration; the payload is its client id. */
export const clientChangedChannel = "portico_client_changed";

/** Registrations, by hashed id among the library's records. Every process hears of a change before its maker is answered. */
export function createRegisteredClientStore({ query, transaction }: Pick<Database, "query" | "transaction">) {
  return {
    async find(clientId: string): Promise<AdapterPayload | undefined> {
      const [row] = await query<{ payload: AdapterPayload }>(
        "SELECT payload FROM oidc_records WHERE model = 'Client' AND id_hash = $1",
        [hashRecordId(clientId)],
      );
      return row?.payload;
    },

    async usesEdDsa(): Promise<boolean> {
      const rows = await query(
        `SELECT 1 FROM oidc_records WHERE model = 'Client'
         AND 'EdDSA' IN (payload->>'id_token_signed_response_alg', payload->>'userinfo_signed_response_alg') LIMIT 1`,
        [],
      );
      return rows.length > 0;
    },

    async save(clientId: string, metadata: AdapterPayload): Promise<void> {
      await transaction(async (tx, publish) => {
        await tx.$executeRawUnsafe(
          `INSERT INTO oidc_records (model, id_hash, payload) VALUES ('Client', $1, $2::jsonb)
           ON CONFLICT (model, id_hash) DO UPDATE SET payload = excluded.payload`,
          hashRecordId(clientId),
          JSON.stringify(metadata),
        );
        await publish(clientChangedChannel, clientId);
      });
    },

    /** The registration, with the access that people gave to the app and every code and token under it. */
    async remove(clientId: string): Promise<void> {
      await transaction(async (tx, publish) => {
        await tx.$executeRawUnsafe(
          `WITH ended AS (
             UPDATE app_grants SET revoked_at = now() WHERE client_id = $1 AND revoked_at IS NULL RETURNING grant_id
           ), issued AS (
             DELETE FROM oidc_records WHERE grant_id IN (SELECT grant_id FROM ended)
           )
           DELETE FROM oidc_records WHERE model = 'Client' AND id_hash = $2`,
          clientId,
          hashRecordId(clientId),
        );
        await publish(clientChangedChannel, clientId);
      });
    },
  };
}

export type RegisteredClientStore = ReturnType<typeof createRegisteredClientStore>;
