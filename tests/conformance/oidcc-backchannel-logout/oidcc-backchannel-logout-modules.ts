import type { ConformanceModule } from "#tests/conformance/support/define-module.ts";
import { oidccBackchannelLogoutDiscoveryEndpointVerification } from "./oidcc-backchannel-logout-discovery-endpoint-verification.ts";
import { oidccBackchannelRpInitiatedLogout } from "./oidcc-backchannel-rp-initiated-logout.ts";

/** In the order of the suite. */
export const oidccBackchannelLogoutModules: readonly ConformanceModule[] = [
  oidccBackchannelLogoutDiscoveryEndpointVerification,
  oidccBackchannelRpInitiatedLogout,
];
