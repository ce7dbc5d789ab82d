import { z } from "zod";

export const providerAddressesShape = z
  .object({
    callback: z.string().describe("The redirect address."),
    backchannelLogout: z.string().describe("For OpenID Connect back-channel logout, where the provider has it."),
  })
  .describe("What to register at the provider.");

/** A provider with the addresses of this portal that have to be registered there. */
export function withAddresses<Shown extends { key: string }>({ publicUrl }: { publicUrl: string }, shown: Shown) {
  return {
    ...shown,
    addresses: {
      callback: `${publicUrl}/api/auth/callback/${shown.key}`,
      backchannelLogout: `${publicUrl}/bff/backchannel`,
    },
  };
}
