import type Provider from "oidc-provider";

/** Claims beside those that the library masks by scope: a function that is called when the token or answer is made. */
const besides = Symbol("released claims");

export type ReleaseBesides = () => Readonly<Record<string, unknown>>;

/** An account's claims with others beside them. */
export function withReleased<Claims extends object>(claims: Claims, release: ReleaseBesides): Claims {
  return Object.defineProperty({ ...claims }, besides, { value: release, enumerable: true });
}

/**
 * Adds what `withReleased` was given to ID tokens and UserInfo (`Claims.prototype.result`). The library releases a claim by one
 * table for all clients, fixed at its start; which of ours go to a client is decided at each use.
 */
export function addReleasedClaims(provider: Provider): void {
  const { Claims } = provider as unknown as { Claims: { prototype: MaskedClaims } };
  const { result } = Claims.prototype;
  Claims.prototype.result = async function (this: MaskedClaims) {
    const claims = await result.call(this);
    return { ...claims, ...this.available[besides]?.() };
  };
}

interface MaskedClaims {
  available: { [besides]?: ReleaseBesides };
  result(): Promise<Record<string, unknown>>;
}
