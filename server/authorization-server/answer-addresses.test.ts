import { expect, it } from "vitest";
import { targetPath } from "#server/http/request-target.ts";
import { findRoute } from "#server/routes/find-route.ts";
import { createAnswerAddresses } from "./answer-addresses.ts";

const addressOf = createAnswerAddresses({
  consent: {
    answerAddressFor: async (path) => (path === "/consent/one?x=y" ? "com.example.app:/callback" : undefined),
  },
  logout: { answerAddressFor: async (request) => request.get("post_logout_redirect_uri") ?? undefined },
});

it.each([
  ["the consent page", "/consent/one?x=y", "com.example.app:/callback"],
  [
    "the sign-in page before it",
    "/sign-in?prompt=login&return_to=%2Fconsent%2Fone%3Fx%3Dy",
    "com.example.app:/callback",
  ],
  ["an app's sign-out", "/sign-out/app?post_logout_redirect_uri=com.example.app%3A%2Fbye", "com.example.app:/bye"],
  ["the person's own sign-out", "/sign-out?post_logout_redirect_uri=com.example.app%3A%2Fbye", undefined],
  ["a sign-in for the portal itself", "/sign-in", undefined],
  ["any other page", "/account", undefined],
])("knows where %s leads", async (_page, target, address) => {
  const { leadsTo } = findRoute(targetPath(target));
  expect(leadsTo && (await addressOf(leadsTo, target))).toBe(address);
});
