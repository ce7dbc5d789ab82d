import type { ClientSettings } from "#server/config/settings.ts";

/**
 * Whether an app gets what it asks for without a question, because the operator vouches for it. Never a native app: any program on
 * the device could send its request (RFC 8252 §8.6).
 */
export function skipsQuestion({ firstParty, applicationType }: Pick<ClientSettings, "firstParty" | "applicationType">) {
  return firstParty && applicationType !== "native";
}
