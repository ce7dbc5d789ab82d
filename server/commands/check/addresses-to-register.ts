/** An address to register at a provider. */
export interface AddressToRegister {
  provider: string;
  use: string;
  url: string;
}

/** What each provider has to know of this portal. */
export function addressesToRegister({
  providers,
  origin,
}: {
  providers: readonly { id: string }[];
  origin: string;
}): AddressToRegister[] {
  return providers.flatMap(({ id }) => [
    { provider: id, use: "callback (redirect URI)", url: `${origin}/api/auth/callback/${id}` },
    { provider: id, use: "back-channel logout, if it has it", url: `${origin}/bff/backchannel` },
  ]);
}
