import { nowSeconds } from "#server/clock.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";

/**
 * Small facts that travel through a browser and come back as they left: signed, so that a link can't make a page of ours
 * say what another site wrote; not encrypted, so nothing secret belongs in them. Nothing is stored.
 */
export interface SignedNotes {
  /** `about` names what the note is for and what it belongs to; it must be the same when reading. */
  write(about: string, value: object, lifetimeSeconds: number): string;
  /** What was written; `undefined` for a note that is missing, altered, too old or about something else. */
  read<T extends object>(about: string, note: unknown): T | undefined;
}

export function createSignedNotes(keys: KeyRing, clock = nowSeconds): SignedNotes {
  return {
    write(about, value, lifetimeSeconds) {
      const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
      const signed = `${clock() + lifetimeSeconds}.${payload}`;
      return `${signed}.${keys.sign("signed-note", `${about}\n${signed}`)}`;
    },
    read(about, note) {
      const [expiresAt = "", payload = "", signature = ""] = typeof note === "string" ? note.split(".") : [];
      if (!keys.verify("signed-note", `${about}\n${expiresAt}.${payload}`, signature)) return undefined;
      if (Number(expiresAt) < clock()) return undefined;
      return JSON.parse(Buffer.from(payload, "base64url").toString());
    },
  };
}
