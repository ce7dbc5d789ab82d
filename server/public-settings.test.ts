import { expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import { createSubscriptions } from "#server/database/events/subscriptions.ts";
import { createMemoryCatalogSource } from "#tests/support/memory-catalog-source.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { publicSettings } from "./public-settings.ts";

const provider = (id: string, name: string) =>
  ({ id, name, type: "oidc", clientId: "portal", clientSecret: "a secret", issuer: `https://${id}.example` }) as const;

it("names the catalog's providers and apps as they are at each reading, without their secrets", async () => {
  const settings = testSettings({
    providers: [provider("corp", "Corp")],
    clients: [{ clientId: "buddy", name: "Calendar Buddy", redirectUris: ["https://buddy.example/callback"] }],
  });
  const providers = createMemoryCatalogSource<ProviderSettings>("provider_changed", ({ id }) => id);
  const stores = { providers, notify: createSubscriptions(), log: { warn: () => undefined } };
  const catalog = createCatalog(settings, stores);
  const shown = publicSettings(settings, catalog);
  expect(shown.providers).toEqual([{ id: "corp", name: "Corp", brand: "generic" }]);
  expect(shown.providers).toBe(shown.providers);
  expect([...shown.clientNames]).toEqual([["buddy", "Calendar Buddy"]]);

  providers.put(...testSettings({ providers: [provider("partner", "Partner")] }).providers);
  await catalog.refresh();
  expect(shown.providers.map(({ name }) => name)).toEqual(["Corp", "Partner"]);
});
