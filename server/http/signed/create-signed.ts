import type { KeyRing } from "#server/crypto/key-ring.ts";
import { createFormTokens } from "./form-token.ts";
import { createReceipts } from "./receipts.ts";
import { createSignedNotes } from "./signed-note.ts";

/** What the portal signs for a browser to carry: made once, and passed to every room that needs it. */
export function createSigned(keys: KeyRing, secure: boolean) {
  const notes = createSignedNotes(keys);
  return { notes, formTokens: createFormTokens(keys), receipts: createReceipts(notes, secure) };
}
