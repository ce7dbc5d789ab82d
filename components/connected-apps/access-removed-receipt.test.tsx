import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { RevocationReceipt } from "#server/authorization-server/connected-apps/connected-apps.ts";
import { createTranslator } from "../messages/create-translator.ts";
import { AccessRemovedReceipt } from "./access-removed-receipt.tsx";

const nothingSigned: RevocationReceipt = {
  appName: "Calendar Buddy",
  revokedAtSeconds: Date.parse("2026-11-30T14:05:10Z") / 1000,
  accessTokens: 2,
  refreshTokens: 1,
  listed: { count: 0, refusedWithinSeconds: 15 },
  unlisted: { count: 0, apis: [], lastExpirySeconds: 0 },
};
const listed = { count: 2, refusedWithinSeconds: 15 };
const unlisted = {
  count: 1,
  apis: [{ title: "Notes", translations: { de: { name: "Notizen" } } }],
  lastExpirySeconds: Date.parse("2026-11-30T14:09:01Z") / 1000,
};

function textOf(receipt: RevocationReceipt, language: "en" | "de" = "en"): string {
  const t = createTranslator({ language, locale: language === "en" ? "en-GB" : "de-DE" });
  return renderToStaticMarkup(<AccessRemovedReceipt t={t} receipt={receipt} />).replace(/<[^>]+>/g, " ");
}

it("says that every key is dead when all of them are", () => {
  const text = textOf(nothingSigned);
  expect(text).toContain("Calendar Buddy no longer has access");
  expect(text).toContain("every key it held is dead.");
  expect(text).toContain("its next request, which is refused");
});

it("says within how many seconds APIs refuse what they check themselves", () => {
  const text = textOf({ ...nothingSigned, listed });
  expect(text).toContain("every key it held is dead, or refused within 15 seconds");
  expect(text).toContain("2 access tokens, refused within 15 seconds");
  expect(text).not.toContain("its next request");
});

it("says until when an API may accept what it does not look up, and not that the app has no access", () => {
  const text = textOf({ ...nothingSigned, listed, unlisted });
  expect(text).not.toContain("no longer has access");
  expect(text).not.toMatch(/every key it held is dead|its next request/);
  expect(text).toMatch(/One access token: Notes may accept it until .*14:10/);
});

it("says the same in German", () => {
  const text = textOf({ ...nothingSigned, listed, unlisted }, "de");
  expect(text).toContain("2 Zugriffs-Token, binnen 15 Sekunden abgelehnt");
  expect(text).toMatch(/Ein Zugriffs-Token: Notizen kann es noch annehmen bis .*14:10/);
  expect(text).not.toContain("hat keinen Zugriff mehr");
});
