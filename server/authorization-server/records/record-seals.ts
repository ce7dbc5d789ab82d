import type { AdapterPayload } from "oidc-provider";
import type { Logger } from "#server/http/log/logger.ts";
import type { OidcRecord } from "./oidc-record.ts";
import type { SealedDeviceCodes } from "./sealed-device-codes.ts";
import { openPayload, sealPayload } from "./sealed-payloads.ts";

export interface SealedRecord {
  payload: AdapterPayload;
  /** The HMAC of a device code's user code. */
  userCode: string | undefined;
}

/** Payloads as they are at rest: device codes are sealed by the portal's keys, everything else under the record's own id. */
export function createRecordSeals(deviceCodes: SealedDeviceCodes, log: Pick<Logger, "error">) {
  return {
    async seal(model: string, id: string, idHash: string, payload: AdapterPayload): Promise<SealedRecord> {
      if (model !== "DeviceCode") return { payload: sealPayload(model, id, payload), userCode: undefined };
      const { payload: sealed, name } = await deviceCodes.seal(idHash, payload);
      return { payload: sealed, userCode: name };
    },

    /**
     * `undefined` when the seal is broken, because its secret was dropped or the row was changed. Such a record counts as expired.
     * Without `id`, a payload stays sealed.
     */
    async open(model: string, id: string | undefined, record: OidcRecord): Promise<AdapterPayload | undefined> {
      try {
        if (model === "DeviceCode") return await deviceCodes.open(record.idHash, record.payload);
        return id === undefined ? record.payload : openPayload(model, id, record.payload);
      } catch (error) {
        log.error("a record of the authorization server can't be opened", { model, error });
        return undefined;
      }
    },
  };
}
