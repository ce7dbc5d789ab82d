import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { Settings } from "#server/config/settings.ts";
import type { PublicSettings } from "./portal.ts";

/**
 * What pages may see: built member by member, so that a new secret setting can't slip through. What the catalog answers for is
 * asked at each reading.
 */
export function publicSettings(
  settings: Pick<Settings, "mode" | "publicUrl" | "secure" | "branding" | "apis" | "playground" | "demo" | "access">,
  catalog: Pick<Catalog, "providers" | "clients">,
): PublicSettings {
  const { demo } = settings;
  const providers = derivedFrom(catalog.providers, (list) => list.map(({ id, name, brand }) => ({ id, name, brand })));
  const clientNames = derivedFrom(
    catalog.clients,
    (list) => new Map(list.map(({ clientId, name }) => [clientId, name])),
  );
  return {
    mode: settings.mode,
    publicUrl: settings.publicUrl,
    secure: settings.secure,
    branding: { ...settings.branding },
    askWhom: settings.access.askWhom ?? settings.branding.supportUrl,
    get providers() {
      return providers();
    },
    apis: settings.apis.map(({ name, token, audience, methods }) => ({ name, token, audience, methods })),
    get clientNames() {
      return clientNames();
    },
    playground: settings.playground,
    demo: demo && {
      providersUrl: `http://localhost:${demo.ports.providers}`,
      apiUrl: `http://localhost:${demo.ports.api}`,
      calendarBuddyUrl: `http://localhost:${demo.ports.calendarBuddy}`,
      notebookUrl: `http://localhost:${demo.ports.notebook}`,
    },
  };
}
