import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import { createSignedMessages, type SignedMessages } from "#server/processes/signed-messages.ts";

/** Messages of the processes of a portal with this secret. */
export function testMessages(secret = "a".repeat(40)): SignedMessages {
  return createSignedMessages({ keys: new KeyRing([new Secret(secret)]), nowMs: Date.now });
}
