// acr_values is a wish: one that can't be met doesn't fail the request (OIDC Core §5.5.1.1).
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccEnsureRequestWithAcrValuesSucceeds = defineModule(
  "oidcc-ensure-request-with-acr-values-succeeds",
  async (suite) => {
    await suite.completeFlow(suite.newPerson(), { acr_values: "1 2" });
  },
);
