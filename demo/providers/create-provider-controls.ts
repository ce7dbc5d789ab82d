import { makeLogoutToken, postLogoutToken } from "./logout-token.ts";
import type { ProviderControls, ProviderName } from "./provider-controls.ts";
import type { Realm } from "./realm.ts";

/** The controls over the given realms; those of one provider share their state. */
export function createProviderControls(realms: Record<ProviderName, readonly Realm[]>): ProviderControls {
  const realmOf = (provider: ProviderName): Realm => {
    const [first] = realms[provider];
    if (!first) throw new Error(`no realm for ${provider}`);
    return first;
  };
  const stateOf = (provider: ProviderName) => realmOf(provider).context.state;
  return {
    fail: (provider, endpoint, fault, times = Number.POSITIVE_INFINITY) =>
      stateOf(provider).fail(endpoint, fault, times),
    heal: (provider, endpoint) => stateOf(provider).heal(endpoint),
    adjust: (provider, change) => {
      const state = stateOf(provider);
      state.behaviour = { ...state.behaviour, ...change };
    },
    rotateSigningKey: (provider) => void realmOf(provider).context.keys.rotate(),
    registerRedirectUri: (provider, uri) => void stateOf(provider).extraRedirectUris.add(uri),
    calls: (provider, endpoint) => stateOf(provider).calls(endpoint),
    requests: (provider) => [...stateOf(provider).requests],
    sendLogoutToken: async (provider, { to, ...order }) =>
      postLogoutToken(to, await makeLogoutToken(realmOf(provider), order)),
    revokeGrantsOf: (provider, person) => {
      const { context } = realmOf(provider);
      context.tokens.revokeAllOf(person);
      context.state.consents.delete(person);
    },
    reset: () => {
      for (const provider of ["google", "microsoft", "github"] as const) {
        stateOf(provider).reset();
        realmOf(provider).context.tokens.reset();
      }
    },
  };
}
