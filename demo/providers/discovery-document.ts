import { absolute, type Realm } from "./realm.ts";

/** Spec: OpenID Connect Discovery §3. */
export function discoveryDocument(realm: Realm): Record<string, unknown> {
  const { behaviour } = realm.context.state;
  const revocation = absolute(realm, "revoke");
  return {
    issuer: behaviour.discoveryIssuer ?? realm.issuer,
    authorization_endpoint: absolute(realm, "authorize"),
    token_endpoint: absolute(realm, "token"),
    userinfo_endpoint: absolute(realm, "userinfo"),
    jwks_uri: absolute(realm, "jwks"),
    end_session_endpoint: absolute(realm, "end_session"),
    ...(revocation ? { revocation_endpoint: revocation } : {}),
    response_types_supported: ["code"],
    response_modes_supported: ["query"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    subject_types_supported: [realm.context.name === "microsoft" ? "pairwise" : "public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
    code_challenge_methods_supported: ["S256"],
    scopes_supported: ["openid", "email", "profile", "offline_access"],
    claims_supported: ["iss", "aud", "sub", "iat", "exp", "auth_time", "sid", "name", "email", "picture"],
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    ...(behaviour.advertisesIss ? { authorization_response_iss_parameter_supported: true } : {}),
  };
}
