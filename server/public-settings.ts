import type { Settings } from "#server/config/settings.ts";
import type { PublicSettings } from "./portal.ts";

/** What pages may see: built member by member, so that a new secret setting can't slip through. */
export function publicSettings(settings: Settings): PublicSettings {
  const { demo } = settings;
  return {
    mode: settings.mode,
    publicUrl: settings.publicUrl,
    secure: settings.secure,
    branding: { ...settings.branding },
    providers: settings.providers.map(({ id, name, brand }) => ({ id, name, brand })),
    apis: settings.apis.map(({ name, token, audience, methods }) => ({ name, token, audience, methods })),
    clientNames: new Map(settings.clients.map(({ clientId, name }) => [clientId, name])),
    scopes: settings.scopes,
    playground: settings.playground,
    demo: demo && {
      providersUrl: `http://localhost:${demo.ports.providers}`,
      apiUrl: `http://localhost:${demo.ports.api}`,
      calendarBuddyUrl: `http://localhost:${demo.ports.calendarBuddy}`,
      notebookUrl: `http://localhost:${demo.ports.notebook}`,
    },
  };
}
