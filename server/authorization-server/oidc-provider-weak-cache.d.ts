// The library keeps its private state behind this module; it ships no types for it. Only oidc-provider-internals.ts imports it.
declare module "oidc-provider/lib/helpers/weak_cache.js" {
  import type { Provider } from "oidc-provider";

  interface KeyStore {
    clear(): void;
    add(key: object): void;
  }
  type GrantHandler = (ctx: import("oidc-provider").KoaContextWithOIDC) => Promise<void>;

  export default function instance(provider: Provider): {
    keystore: KeyStore;
    jwks: { keys: readonly object[] };
    grantTypeHandlers: Map<string, GrantHandler>;
    grantTypeParams: Map<string, Set<string>>;
    grantTypeDupes: Map<string, Set<string>>;
  };
}
