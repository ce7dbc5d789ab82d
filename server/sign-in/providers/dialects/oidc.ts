import type { Dialect } from "./dialect.ts";
import { entra } from "./entra.ts";
import { github } from "./github.ts";
import { google } from "./google.ts";
import { plainOpenId } from "./plain-openid.ts";

/**
 * Any OpenID Connect provider, by its issuer. Google and Entra can be set up this way too, so signs that can mean only one provider
 * (its addresses, its error numbers) are read as theirs.
 */
export const oidc = {
  ...plainOpenId,
  discoveredIssuer: entra.discoveredIssuer,
  allowParams: google.allowParams,
  providerFacts: (found) => ({ ...google.providerFacts(found), ...entra.providerFacts(found) }),
  plainScope: (scope) => entra.plainScope(google.plainScope(scope)),
  standardError: github.standardError,
  saysSpentCode: entra.saysSpentCode,
} as const satisfies Dialect;
