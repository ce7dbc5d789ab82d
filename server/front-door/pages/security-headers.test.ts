import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import { createSubscriptions } from "#server/database/events/subscriptions.ts";
import { findRoute } from "#server/routes/find-route.ts";
import { createMemoryCatalogSource } from "#tests/support/memory-catalog-source.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createPageHeaders } from "./security-headers.ts";

it("lets forms lead to a provider's plain http address as soon as the catalog has the provider", async () => {
  const settings = testSettings();
  const providers = createMemoryCatalogSource<ProviderSettings>("provider_changed", ({ id }) => id);
  const notify = createSubscriptions();
  const catalog = createCatalog(settings, { providers, notify, log: { warn: () => undefined } });
  const headers = createPageHeaders(settings, catalog, false);
  const formAction = () => {
    const request = new IncomingMessage(new Socket());
    const response = new ServerResponse(request);
    headers.apply(request, response, findRoute("/sign-in"));
    return /form-action ([^;]*)/.exec(String(response.getHeader("content-security-policy")))?.[1];
  };
  expect(formAction()).toBe("'self' https:");
  const issuer = "http://localhost:9123";
  providers.put(...testSettings({ providers: [{ id: "corp", type: "oidc", clientId: "portal", issuer }] }).providers);
  await catalog.refresh();
  expect(formAction()).toBe("'self' https: http://localhost:*");
});
