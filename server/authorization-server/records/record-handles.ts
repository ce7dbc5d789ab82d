import type { KeyRing } from "#server/crypto/key-ring.ts";
import { hashRecordId } from "./oidc-record-store.ts";

/**
 * A record that was found otherwise than by its token (a device code by its user code, a JWT access token by its jti) is handled
 * without knowing it: its handle is the row's hash, signed, so that a leaked table still can't be turned into tokens.
 */
export function createRecordHandles(keys: Pick<KeyRing, "sign" | "verify">) {
  const message = (idHash: string) => `oidc-record/${idHash}`;
  return {
    make: (idHash: string) => `#${idHash}.${keys.sign("oidc-cookie", message(idHash))}`,
    hashOf(id: string): string {
      if (!id.startsWith("#")) return hashRecordId(id);
      const [idHash = "", signature = ""] = id.slice(1).split(".");
      return keys.verify("oidc-cookie", message(idHash), signature) ? idHash : hashRecordId(id);
    },
  };
}

export type RecordHandles = ReturnType<typeof createRecordHandles>;
