// Private modules of the library that it ships no types for. Only this folder imports them.
declare module "oidc-provider/lib/helpers/weak_cache.js" {
  import type { Provider } from "oidc-provider";

  interface KeyStore {
    clear(): void;
    add(key: object): void;
  }
  type GrantHandler = (ctx: import("oidc-provider").KoaContextWithOIDC) => Promise<void>;

  type ResponseMode = (
    ctx: import("oidc-provider").KoaContextWithOIDC,
    redirectUri: string,
    parameters: Record<string, unknown>,
  ) => unknown;

  export default function instance(provider: Provider): {
    keystore: KeyStore;
    jwks: { keys: readonly object[] };
    configuration: {
      idTokenSigningAlgValues: string[];
      userinfoSigningAlgValues: string[];
      introspectionSigningAlgValues: string[];
    };
    grantTypeHandlers: Map<string, GrantHandler>;
    responseModes: Map<string, ResponseMode>;
    grantTypeParams: Map<string, Set<string>>;
    grantTypeDupes: Map<string, Set<string>>;
    features: {
      mTLS: {
        getCertificate(
          ctx: import("oidc-provider").KoaContextWithOIDC,
        ): import("node:crypto").X509Certificate | string | undefined;
      };
    };
  };
}

declare module "oidc-provider/lib/helpers/validate_dpop.js" {
  import type { KoaContextWithOIDC, Provider } from "oidc-provider";

  interface Proof {
    thumbprint: string;
    jti: string;
  }
  export default function validateDpop(
    provider: Provider,
    ctx: KoaContextWithOIDC,
    accessToken?: string,
  ): Promise<Proof | undefined>;
  export function checkDpopReplay(
    provider: Provider,
    ctx: KoaContextWithOIDC,
    proof: Proof,
    clientId: string,
    ErrorClass?: new (description: string) => Error,
  ): Promise<void>;
}

declare module "oidc-provider/lib/helpers/sender_constraints.js" {
  import type { KoaContextWithOIDC, Provider } from "oidc-provider";

  export function checkMtlsCert(
    provider: Provider,
    ctx: KoaContextWithOIDC,
  ): import("node:crypto").X509Certificate | string | undefined;
  export function checkDpopRequired(provider: Provider, ctx: KoaContextWithOIDC, proof: object | undefined): void;
}

declare module "oidc-provider/lib/helpers/certificate_thumbprint.js" {
  export default function certificateThumbprint(certificate: import("node:crypto").X509Certificate | string): string;
}

declare module "oidc-provider/lib/helpers/als.js" {
  import type { AsyncLocalStorage } from "node:async_hooks";

  const als: AsyncLocalStorage<import("oidc-provider").KoaContextWithOIDC>;
  export default als;
}
