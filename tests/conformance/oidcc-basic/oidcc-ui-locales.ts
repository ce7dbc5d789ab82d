// ui_locales does no harm, whatever languages it names.
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccUiLocales = defineModule("oidcc-ui-locales", async (suite) => {
  await suite.completeFlow(suite.newPerson(), { ui_locales: "se" });
});
