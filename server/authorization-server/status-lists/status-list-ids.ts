import { randomBytes } from "node:crypto";
import type { KeyRing } from "#server/crypto/key-ring.ts";

/**
 * Ids of status lists: random, with a MAC, so that a request for an invented list costs no database query.
 */
export function createStatusListIds(keys: Pick<KeyRing, "sign" | "verify">) {
  return {
    make(): string {
      const name = randomBytes(9).toString("base64url");
      return `${name}.${keys.sign("status-list", name)}`;
    },
    isOurs(id: string): boolean {
      const [, name = "", mac = ""] = /^([\w-]{12})\.([\w-]{43})$/.exec(id) ?? [];
      return name !== "" && keys.verify("status-list", name, mac);
    },
  };
}

export type StatusListIds = ReturnType<typeof createStatusListIds>;
