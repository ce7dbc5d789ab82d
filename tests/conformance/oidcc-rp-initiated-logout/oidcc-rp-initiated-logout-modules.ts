import type { ConformanceModule } from "#tests/conformance/support/define-module.ts";
import { oidccRpInitiatedLogout } from "./oidcc-rp-initiated-logout.ts";
import { oidccRpInitiatedLogoutBadIdTokenHint } from "./oidcc-rp-initiated-logout-bad-id-token-hint.ts";
import { oidccRpInitiatedLogoutBadPostLogoutRedirectUri } from "./oidcc-rp-initiated-logout-bad-post-logout-redirect-uri.ts";
import { oidccRpInitiatedLogoutDiscoveryEndpointVerification } from "./oidcc-rp-initiated-logout-discovery-endpoint-verification.ts";
import { oidccRpInitiatedLogoutModifiedIdTokenHint } from "./oidcc-rp-initiated-logout-modified-id-token-hint.ts";
import { oidccRpInitiatedLogoutNoIdTokenHint } from "./oidcc-rp-initiated-logout-no-id-token-hint.ts";
import { oidccRpInitiatedLogoutNoParams } from "./oidcc-rp-initiated-logout-no-params.ts";
import { oidccRpInitiatedLogoutNoPostLogoutRedirectUri } from "./oidcc-rp-initiated-logout-no-post-logout-redirect-uri.ts";
import { oidccRpInitiatedLogoutNoState } from "./oidcc-rp-initiated-logout-no-state.ts";
import { oidccRpInitiatedLogoutOnlyState } from "./oidcc-rp-initiated-logout-only-state.ts";
import { oidccRpInitiatedLogoutQueryAddedToPostLogoutRedirectUri } from "./oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri.ts";

/** In the order of the suite. */
export const oidccRpInitiatedLogoutModules: readonly ConformanceModule[] = [
  oidccRpInitiatedLogoutDiscoveryEndpointVerification,
  oidccRpInitiatedLogout,
  oidccRpInitiatedLogoutBadPostLogoutRedirectUri,
  oidccRpInitiatedLogoutModifiedIdTokenHint,
  oidccRpInitiatedLogoutNoIdTokenHint,
  oidccRpInitiatedLogoutNoParams,
  oidccRpInitiatedLogoutNoPostLogoutRedirectUri,
  oidccRpInitiatedLogoutNoState,
  oidccRpInitiatedLogoutOnlyState,
  oidccRpInitiatedLogoutQueryAddedToPostLogoutRedirectUri,
  oidccRpInitiatedLogoutBadIdTokenHint,
];
