import type { ConformanceModule } from "#tests/conformance/support/define-module.ts";
import { oidccFrontchannelLogoutDiscoveryEndpointVerification } from "./oidcc-frontchannel-logout-discovery-endpoint-verification.ts";
import { oidccFrontchannelRpInitiatedLogout } from "./oidcc-frontchannel-rp-initiated-logout.ts";

/** In the order of the suite. */
export const oidccFrontchannelLogoutModules: readonly ConformanceModule[] = [
  oidccFrontchannelLogoutDiscoveryEndpointVerification,
  oidccFrontchannelRpInitiatedLogout,
];
