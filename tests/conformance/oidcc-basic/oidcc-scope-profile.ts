// scope=openid profile brings the profile claims from userinfo, each of its type.
import { expect } from "vitest";
import { defineModule } from "#tests/conformance/support/define-module.ts";

export const oidccScopeProfile = defineModule("oidcc-scope-profile", async (suite) => {
  const person = suite.newPerson();
  const { tokens, claims } = await suite.completeFlow(person, { scope: "openid profile" });
  const userinfo = await suite.expectUserinfo(await suite.userinfo(tokens.access_token), claims.sub);
  expect(userinfo).toMatchObject({ name: person.userName, picture: "https://pictures.example/1.svg", locale: "en" });
  expect(userinfo["preferred_username"] ?? "").toBeTypeOf("string");
  expect(userinfo["updated_at"] ?? 0).toBeTypeOf("number");
});
