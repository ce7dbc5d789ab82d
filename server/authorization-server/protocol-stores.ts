import { createInteractionAnswerStore } from "#server/authorization-server/consent/interaction-answer-store.ts";
import { createDeviceAttemptStore } from "#server/authorization-server/device/device-attempt-store.ts";
import { createGrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { createSessionRecordStore } from "#server/authorization-server/logout/session-record-store.ts";
import { createOidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { createRotationStore } from "#server/authorization-server/tokens/rotation-store.ts";
import type { Database } from "#server/database/database.ts";

/** The stores that several rooms of the authorization server share. */
export function createProtocolStores(database: Database) {
  return {
    records: createOidcRecordStore(database),
    rotations: createRotationStore(database),
    sessions: createSessionRecordStore(database),
    grants: createGrantStore(database),
    attempts: createDeviceAttemptStore(database),
    interactions: createInteractionAnswerStore(database),
  };
}

export type ProtocolStores = ReturnType<typeof createProtocolStores>;
