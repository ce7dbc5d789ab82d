import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import type { DeviceView } from "#server/authorization-server/device/device-service.ts";
import { createTranslator } from "../messages/create-translator.ts";
import { DeviceRequestFacts } from "./device-request-facts.tsx";

const t = createTranslator({ language: "en", locale: "en-GB" });
const requestedAtSeconds = 1_800_000_000;
const view = {
  requestedAtSeconds,
  expiresAtSeconds: requestedAtSeconds + 600,
  clientAddress: "203.0.113.7",
  fromYourNetwork: false,
  userAgent: undefined,
} as unknown as DeviceView;

it.each([
  [5, "just now", "in 9 minutes"],
  [90, "1 minute ago", "in 8 minutes"],
  [400, "6 minutes ago", "in 3 minutes"],
])("says %d seconds after a device asked that it did so %s and is answerable %s", (age, asked, expires) => {
  const html = renderToStaticMarkup(<DeviceRequestFacts t={t} view={view} nowSeconds={requestedAtSeconds + age} />);
  const text = html.replaceAll(/<[^>]+>/g, " ");
  expect(text).toContain(asked);
  expect(text).toContain(expires);
  expect(text).toContain("203.0.113.7");
});
