// A code is redeemed once: the second time is invalid_grant, whoever brings it.

import { defineModule } from "#tests/conformance/support/define-module.ts";
import { client } from "#tests/conformance/support/suite-clients.ts";

export const oidccCodereuse = defineModule("oidcc-codereuse", async (suite) => {
  const { code } = await suite.completeFlow(suite.newPerson());
  await suite.expectTokenError(await suite.redeem(code, client), "invalid_grant");
});
