import { createHash } from "node:crypto";
import type { Database } from "#server/database/database.ts";

/** Logout tokens that were used, until they are too old to be accepted anyway. */
export function createLogoutTokenStore({ execute }: Pick<Database, "execute">) {
  return {
    /** `false` when this jti of this issuer was here before; a unique row decides between processes. */
    async remember(issuer: string, jti: string, expiresAtSeconds: number): Promise<boolean> {
      const hash = createHash("sha256").update(`${issuer}\n${jti}`).digest();
      await execute(
        `DELETE FROM used_logout_tokens WHERE jti_hash = ANY (ARRAY(
           SELECT jti_hash FROM used_logout_tokens WHERE expires_at < now() LIMIT 100 FOR UPDATE SKIP LOCKED))`,
      );
      const inserted = await execute(
        "INSERT INTO used_logout_tokens (jti_hash, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [hash, new Date(expiresAtSeconds * 1000)],
      );
      return inserted === 1;
    },
  };
}

export type LogoutTokenStore = ReturnType<typeof createLogoutTokenStore>;
