import type { ConformanceModule } from "#tests/conformance/support/define-module.ts";
import { oidccDiscoveryEndpointVerification } from "./oidcc-discovery-endpoint-verification.ts";

/** In the order of the suite. */
export const oidccConfigModules: readonly ConformanceModule[] = [oidccDiscoveryEndpointVerification];
