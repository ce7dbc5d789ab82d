import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { UpstreamRevocation } from "#server/sessions/token-source.ts";
import type { Frame } from "../frame/frame.ts";
import { createTranslator } from "../messages/create-translator.ts";
import { SignOutReceiptCard } from "./sign-out-receipt-card.tsx";

const t = createTranslator({ language: "en", locale: "en-GB" });
const frame = { t, branding: { name: "Example" } } as unknown as Frame;

function sections(outcome: UpstreamRevocation["outcome"]) {
  const html = renderToStaticMarkup(
    <SignOutReceiptCard
      frame={frame}
      receipt={{ providerId: "google", providerName: "Google", upstream: [{ providerId: "google", outcome }] }}
      providerName={() => "Google"}
    />,
  );
  const text = html.replaceAll(/<[^>]+>/g, " ");
  const [ended = "", remains = ""] = text.split("What remains", 2);
  return { ended, remains };
}

it("counts access that was revoked at the provider among what ended", () => {
  const { ended, remains } = sections("revoked");
  expect(ended).toContain("The access to Google was revoked there.");
  expect(remains).not.toContain("The access to Google");
});

it.each([
  ["not_revoked", "could not be revoked there"],
  ["still_used", "another session of yours goes on using it"],
] as const)("counts access that is %s among what remains, and says why", (outcome, why) => {
  const { ended, remains } = sections(outcome);
  expect(ended).not.toContain("The access to Google");
  expect(remains).toContain(why);
});

it("says nothing of a provider for a session that began without one", () => {
  const receipt = { providerId: undefined, providerName: undefined, upstream: [] };
  const html = renderToStaticMarkup(<SignOutReceiptCard frame={frame} receipt={receipt} providerName={() => ""} />);
  expect(html).toContain("You are signed out");
  expect(html).not.toContain("What remains");
  expect(html).not.toContain("may still be signed in");
});
