import type Provider from "oidc-provider";

type Models = Pick<
  Provider,
  "AccessToken" | "AuthorizationCode" | "ClientCredentials" | "DeviceCode" | "RefreshToken" | "RegistrationAccessToken"
>;

/** Prefixes by which secret scanners find leaked tokens; u and c tell a person's access token from a service's. */
const tokenPrefixes: Record<keyof Models, string> = {
  AccessToken: "ptc_at_u",
  ClientCredentials: "ptc_at_c",
  RefreshToken: "ptc_rt_",
  AuthorizationCode: "ptc_ac_",
  DeviceCode: "ptc_dc_",
  RegistrationAccessToken: "ptc_ra_",
};

interface TokenModel {
  prototype: { generateTokenId(): string; format?: string };
  find(value: unknown, options?: object): Promise<unknown>;
}

/**
 * Gives opaque tokens a prefix (`generateTokenId`), and answers for any other value without asking the database
 * (`find`): introspection without a hint looks for one token in three models.
 */
export function prefixOpaqueTokens(provider: Provider): void {
  for (const [name, prefix] of Object.entries(tokenPrefixes)) {
    const model = provider[name as keyof Models] as unknown as TokenModel;
    const generate = model.prototype.generateTokenId;
    model.prototype.generateTokenId = function (this: { format?: string }) {
      const id = generate.call(this);
      return this.format === "jwt" ? id : prefix + id;
    };
    const find = model.find;
    model.find = function (this: unknown, value, options) {
      // A handle of our own adapter begins with "#" (a device code found by its user code).
      const known = typeof value === "string" && (value.startsWith(prefix) || value.startsWith("#"));
      return known ? find.call(this, value, options) : Promise.resolve(undefined);
    };
  }
}
