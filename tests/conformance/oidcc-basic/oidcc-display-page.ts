// display=page does no harm.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccDisplayPage = defineModule("oidcc-display-page", async (suite) => {
  await suite.completeFlow(suite.newPerson(), { display: "page" });
});
