import type { LoadedSettings } from "#server/config/settings.ts";
import type { AddressToRegister } from "./check-result.ts";

/** What each provider has to know of this portal. */
export function addressesToRegister({
  providers,
  origin,
}: Pick<LoadedSettings, "providers" | "origin">): AddressToRegister[] {
  return providers.flatMap(({ id }) => [
    { provider: id, use: "callback (redirect URI)", url: `${origin}/api/auth/callback/${id}` },
    { provider: id, use: "back-channel logout, if it has it", url: `${origin}/bff/backchannel` },
  ]);
}
