import { fapi2SecurityProfileModules } from "./fapi2-security-profile/fapi2-security-profile-modules.ts";
import { oidccBackchannelLogoutModules } from "./oidcc-backchannel-logout/oidcc-backchannel-logout-modules.ts";
import { oidccBasicModules } from "./oidcc-basic/oidcc-basic-modules.ts";
import { oidccConfigModules } from "./oidcc-config/oidcc-config-modules.ts";
import { oidccFrontchannelLogoutModules } from "./oidcc-frontchannel-logout/oidcc-frontchannel-logout-modules.ts";
import { oidccRpInitiatedLogoutModules } from "./oidcc-rp-initiated-logout/oidcc-rp-initiated-logout-modules.ts";
import type { ConformancePlan } from "./support/define-module.ts";

/** Every plan that is told again here; docs/conformance.md is made from this list. */
export const plans: readonly ConformancePlan[] = [
  {
    name: "oidcc-basic-certification-test-plan",
    folder: "oidcc-basic",
    responseMode: "query",
    modules: oidccBasicModules,
  },
  {
    name: "oidcc-formpost-basic-certification-test-plan",
    folder: "oidcc-basic",
    responseMode: "form_post",
    modules: oidccBasicModules,
  },
  {
    name: "oidcc-config-certification-test-plan",
    folder: "oidcc-config",
    responseMode: "query",
    modules: oidccConfigModules,
  },
  {
    name: "oidcc-rp-initiated-logout-certification-test-plan",
    folder: "oidcc-rp-initiated-logout",
    responseMode: "query",
    modules: oidccRpInitiatedLogoutModules,
  },
  {
    name: "oidcc-backchannel-rp-initiated-logout-certification-test-plan",
    folder: "oidcc-backchannel-logout",
    responseMode: "query",
    modules: oidccBackchannelLogoutModules,
  },
  {
    name: "oidcc-frontchannel-rp-initiated-logout-certification-test-plan",
    folder: "oidcc-frontchannel-logout",
    responseMode: "query",
    modules: oidccFrontchannelLogoutModules,
  },
  {
    name: "fapi2-security-profile-final-test-plan",
    folder: "fapi2-security-profile",
    responseMode: "query",
    modules: fapi2SecurityProfileModules,
  },
];
