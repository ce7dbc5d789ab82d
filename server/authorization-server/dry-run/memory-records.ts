import type { AdapterPayload } from "oidc-provider";
import type { InteractionAnswerStore } from "#server/authorization-server/consent/interaction-answer-store.ts";
import type { NewOidcRecord, OidcRecord } from "#server/authorization-server/records/oidc-record.ts";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import type { RotationStore } from "#server/authorization-server/tokens/rotation-store.ts";

interface Row {
  record: NewOidcRecord;
  payload: AdapterPayload;
  consumedAt: Date | null;
  answer: string | null;
}

/** A code or token that a dry run made. */
export interface MadeRecord {
  model: string;
  payload: AdapterPayload;
  expiresAt: Date | undefined;
}

/**
 * What oidc-provider keeps of one dry run, in memory: the same interfaces as the tables, and nothing of them. So a run finds no code,
 * token or request of real people, and leaves none.
 */
export function createMemoryRecords() {
  const rows = new Map<string, Row>();
  const keyOf = (model: string, idHash: string) => `${model} ${idHash}`;
  const row = (model: string, idHash: string) => rows.get(keyOf(model, idHash));
  const put = (record: NewOidcRecord) => {
    // As JSON, because the table has it so.
    const payload = JSON.parse(JSON.stringify(record.payload)) as AdapterPayload;
    rows.set(keyOf(record.model, record.idHash), { record, payload, consumedAt: null, answer: null });
  };
  const end = (ends: (record: NewOidcRecord) => boolean) => {
    for (const [key, { record }] of rows) if (record.model !== "Grant" && ends(record)) rows.delete(key);
  };

  const records: OidcRecordStore = {
    save: async (record) => put(record),
    async insertUnique(record) {
      if (row(record.model, record.idHash)) return false;
      put(record);
      return true;
    },
    find: async (model, idHash) => read(row(model, idHash)),
    findByUid: async (model, uid) =>
      read([...rows.values()].find(({ record, payload }) => record.model === model && payload.uid === uid)),
    // No device asks in a dry run.
    findByUserCode: async () => undefined,
    claimDeviceCode: async () => false,
    async consume(model, idHash, now) {
      const found = row(model, idHash);
      if (!found || found.consumedAt) return false;
      found.consumedAt = now;
      return true;
    },
    destroy: async (model, idHash) => void rows.delete(keyOf(model, idHash)),
    endFamily: async (familyId) => end((record) => record.familyId === familyId),
    endTokensOfGrant: async (grantId) => end((record) => record.grantId === grantId),
  };

  return {
    records,
    interactions: memoryInteractions((idHash) => row("Interaction", idHash)),
    rotations,
    /** In the order in which they were made. */
    made: (): MadeRecord[] =>
      [...rows.values()].map(({ record, payload }) => ({ model: record.model, payload, expiresAt: record.expiresAt })),
  };
}

export type MemoryRecords = ReturnType<typeof createMemoryRecords>;

function memoryInteractions(row: (idHash: string) => Row | undefined): InteractionAnswerStore {
  return {
    async claim({ idHash, payload, answer }) {
      const found = row(idHash);
      if (!found || found.answer !== null || found.consumedAt) return false;
      Object.assign(found, { payload, answer });
      return true;
    },
    async goOn(idHash, now) {
      const found = row(idHash);
      if (!found || found.consumedAt) return false;
      Object.assign(found, { payload: {}, consumedAt: now });
      return true;
    },
    async keep(idHash, kept) {
      const found = row(idHash);
      if (found?.consumedAt) found.payload = { kept } as AdapterPayload;
    },
    async find(idHash) {
      const found = row(idHash);
      return found && { answer: found.answer, consumedAt: found.consumedAt, payload: found.payload };
    },
  };
}

/** A dry run redeems a code once and refreshes nothing. */
const rotations: RotationStore = {
  keepAnswer: async () => false,
  markUsed: async () => {},
  takeBack: async () => ({ undone: false, used: false }),
};

function read(found: Row | undefined): OidcRecord | undefined {
  if (!found) return undefined;
  const { record, payload, consumedAt, answer } = found;
  return { payload, idHash: record.idHash, familyId: record.familyId ?? null, consumedAt, answer };
}
