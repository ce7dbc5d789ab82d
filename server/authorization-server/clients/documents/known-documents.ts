import type { RegisteredClient } from "#server/authorization-server/clients/registered-clients.ts";

const mostAccepted = 500;
/** Counted apart, so that addresses without a usable document push no app out. */
const mostRefused = 100;

/** What this process knows of one client document. */
export interface KnownDocument {
  /** As of the last accepted document; `undefined` when there was none. */
  client: RegisteredClient | undefined;
  /** Epoch milliseconds until which it is used without another fetch. */
  untilMs: number;
  /** Why there is no client, or no newer one. */
  problem: string | undefined;
  /** Whether the database has it, because a person allowed the app. */
  kept: boolean;
}

/** Client documents in memory, by address; of too many the oldest gives way. */
export interface KnownDocuments {
  find(address: string): KnownDocument | undefined;
  remember(address: string, known: KnownDocument): void;
}

export function createKnownDocuments(): KnownDocuments {
  const accepted = new Map<string, KnownDocument>();
  const refused = new Map<string, KnownDocument>();
  return {
    find: (address) => accepted.get(address) ?? refused.get(address),
    remember(address, known) {
      accepted.delete(address);
      refused.delete(address);
      const [place, most] = known.client ? [accepted, mostAccepted] : [refused, mostRefused];
      const [oldest] = place.size >= most ? place.keys() : [];
      if (oldest !== undefined) place.delete(oldest);
      place.set(address, known);
    },
  };
}
