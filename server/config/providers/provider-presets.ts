import type { ProviderSettings } from "#server/config/settings.ts";

/** Name and official mark of providers that the portal knows by their id. */
export const providerPresets: Readonly<Record<string, { name: string; brand: ProviderSettings["brand"] }>> = {
  google: { name: "Google", brand: "google" },
  "microsoft-entra-id": { name: "Microsoft", brand: "microsoft" },
  github: { name: "GitHub", brand: "github" },
};
