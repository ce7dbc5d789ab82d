// display=popup does no harm.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccDisplayPopup = defineModule("oidcc-display-popup", async (suite) => {
  await suite.completeFlow(suite.newPerson(), { display: "popup" });
});
