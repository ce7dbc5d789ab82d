import type { AdapterPayload } from "oidc-provider";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";

/** What a device handed in, and what is known of it. */
const sealedParts = ["params", "deviceInfo", "nonce", "claims"];

export type SealedDeviceCodes = ReturnType<typeof createSealedDeviceCodes>;

/**
 * Device codes at rest. The person finds one by its user code, without the device code: so what is sealed is sealed by the
 * portal's keys, bound to the row, and the user code is kept as an HMAC. Its 20^8 values could be tried against a plain hash.
 *
 * Spec: RFC 8628 §5.1, §6.1.
 */
export function createSealedDeviceCodes(keys: KeyRing, cipher: TokenCipher) {
  const cell = (idHash: string) => ({ table: "oidc_records", id: idHash, column: "payload" });
  const namesOf = (userCode: string) => keys.signatures("oidc-cookie", `user-code/${userCode}`);

  return {
    /** How rows with this user code are named: by the newest secret first, by the ones before it afterwards. */
    namesOf,

    async seal(
      idHash: string,
      payload: AdapterPayload,
    ): Promise<{ payload: AdapterPayload; name: string | undefined }> {
      const { userCode, ...rest } = payload;
      const entries = Object.entries(rest).filter(([, value]) => value !== undefined);
      const parts = entries.filter(([field]) => sealedParts.includes(field));
      const sealed = await cipher.encrypt(cell(idHash), new Secret(JSON.stringify(Object.fromEntries(parts))));
      const open = Object.fromEntries(entries.filter(([field]) => !sealedParts.includes(field)));
      const name = userCode === undefined ? undefined : namesOf(userCode)[0];
      return { payload: { ...open, sealed } as AdapterPayload, name };
    },

    /** Errors: rejects when the seal is broken, or its secret was dropped. */
    async open(idHash: string, payload: AdapterPayload): Promise<AdapterPayload> {
      const { sealed, ...rest } = payload as AdapterPayload & { sealed?: string };
      if (sealed === undefined) return payload;
      const parts = JSON.parse((await cipher.decrypt(cell(idHash), sealed)).reveal()) as AdapterPayload;
      return { ...rest, ...parts };
    },
  };
}
