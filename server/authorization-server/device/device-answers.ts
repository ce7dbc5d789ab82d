import { setTimeout as delay } from "node:timers/promises";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import type { SealedDeviceCodes } from "#server/authorization-server/records/sealed-device-codes.ts";

/**
 * "first": this answer counts, and has to be carried out. "told before": the same session gave the same answer, which was
 * carried out. "of another": another answer, or another person, was first.
 */
export type DeviceAnswerOutcome = "first" | "told before" | "of another";

const pollMs = 50;
/** How long carrying out an answer may take; afterwards its process is gone, and the next same answer does it again. */
const waitMs = 3_000;

/**
 * Answers to devices' requests: one counts, and the same one pressed twice leads to the same place.
 *
 * Races: one conditional UPDATE decides. Carrying out an answer twice changes nothing: the same grant, the same device code.
 */
export function createDeviceAnswers(
  records: Pick<OidcRecordStore, "claimDeviceCode" | "findByUserCode">,
  deviceCodes: Pick<SealedDeviceCodes, "namesOf">,
) {
  return {
    async take(userCode: string, mark: string): Promise<DeviceAnswerOutcome> {
      const names = deviceCodes.namesOf(userCode);
      if (await records.claimDeviceCode(names, mark)) return "first";
      for (let left = waitMs / pollMs; ; left--) {
        const record = await records.findByUserCode(names);
        if (record?.answer !== mark) return "of another";
        if (record.payload.accountId !== undefined || record.payload["error"] !== undefined) return "told before";
        if (left <= 0) return "first";
        await delay(pollMs);
      }
    },
  };
}
