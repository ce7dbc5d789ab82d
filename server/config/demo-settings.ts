import { createHmac } from "node:crypto";
import type { PorticoConfig } from "./config-schema.ts";
import type { DemoUrls } from "./demo-urls.ts";
import type { DemoSettings } from "./settings.ts";

/** Who administers a portal in demo mode, so that a newcomer sees the console. */
export const demoAdmins: readonly string[] = ["ada@lovelace.example"];

/** Ports of the demo world follow the portal's; credentials follow from its secret, so that restarts agree. */
export function demoWorld(port: number, secret: string): DemoSettings {
  const credentials = (clientId: string) => ({
    clientId,
    clientSecret: createHmac("sha256", secret).update(`portico/demo/${clientId}`).digest("base64url"),
  });
  return {
    ports: { providers: port + 1, api: port + 2, calendarBuddy: port + 3, notebook: port + 4 },
    portalClients: {
      google: credentials("portico-at-google"),
      microsoft: credentials("portico-at-microsoft"),
      github: credentials("portico-at-github"),
    },
    calendarBuddy: credentials("calendar-buddy"),
    resourceServer: credentials("demo-api"),
    tvGuide: { clientId: "tv-guide" },
    nightReport: credentials("night-report"),
  };
}

/** The configuration that an operator would have written for the demo world: the same path as a real one takes. */
export function demoConfig(demo: DemoSettings, urls: DemoUrls): PorticoConfig {
  const provider = (credentials: { clientId: string; clientSecret: string }) => ({
    ...credentials,
    allowPrivateNetwork: true,
  });
  const notes = `${urls.api}/demo`;
  const calendar = `${urls.api}/calendar`;
  const assistants = `${urls.api}/mcp`;
  return {
    providers: [
      { id: "google", issuer: urls.google, apiBaseUrl: urls.google, ...provider(demo.portalClients.google) },
      {
        id: "microsoft-entra-id",
        issuer: urls.microsoft,
        apiBaseUrl: urls.microsoft,
        ...provider(demo.portalClients.microsoft),
      },
      { id: "github", baseUrl: urls.github, apiBaseUrl: urls.github, ...provider(demo.portalClients.github) },
    ],
    apis: {
      demo: { target: notes, audience: notes, token: "user", scopes: ["notes:read", "notes:write"], websocket: true },
      github: { target: urls.github, token: "provider:github", methods: ["GET", "HEAD"], paths: ["/user"] },
      google: { target: urls.google, token: "provider:google", methods: ["GET", "HEAD"], paths: ["/userinfo"] },
      microsoft: {
        target: urls.microsoft,
        token: "provider:microsoft-entra-id",
        methods: ["GET", "HEAD"],
        paths: ["/me"],
      },
    },
    resources: [
      {
        identifier: notes,
        name: "Notes",
        translations: { de: { name: "Notizen" } },
        scopes: ["notes:read", "notes:write", "report:read"],
        accessTokenFormat: "jwt",
        checksStatusLists: true,
      },
      {
        identifier: calendar,
        name: "Calendar",
        translations: { de: { name: "Kalender" } },
        scopes: ["calendar:read", "calendar:write"],
      },
      {
        identifier: assistants,
        name: "Notes for assistants",
        translations: { de: { name: "Notizen für Assistenten" } },
        scopes: ["notes:read", "notes:write"],
        openTo: ["documents", "registered"],
      },
    ],
    dynamicRegistration: { open: true },
    clients: [
      {
        ...demo.calendarBuddy,
        name: "Calendar Buddy",
        redirectUris: [`${urls.calendarBuddy}/callback`],
        postLogoutRedirectUris: [`${urls.calendarBuddy}/`],
        scopes: ["openid", "profile", "email", "offline_access", "calendar:read", "calendar:write"],
        optionalScopes: ["email", "calendar:write"],
        resources: [calendar],
        clientUri: urls.calendarBuddy,
        logoUri: `${urls.calendarBuddy}/logo.svg`,
        termsUri: `${urls.calendarBuddy}/terms`,
        policyUri: `${urls.calendarBuddy}/privacy`,
      },
      {
        ...demo.resourceServer,
        name: "Demo API",
        grantTypes: ["client_credentials"],
        scopes: [],
        introspects: [calendar, assistants],
      },
      {
        ...demo.tvGuide,
        name: "TV Guide",
        applicationType: "native",
        grantTypes: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
        scopes: ["openid", "profile", "offline_access", "calendar:read"],
        optionalScopes: ["profile"],
        resources: [calendar],
        clientUri: urls.calendarBuddy,
      },
      {
        ...demo.nightReport,
        name: "Night Report",
        grantTypes: ["client_credentials"],
        scopes: ["report:read"],
        resources: [notes],
      },
    ],
    frontendOrigins: [urls.notebook],
    scopes: {
      "calendar:read": {
        title: "See your calendar",
        description: "Titles, times and places of your events.",
        sensitivity: "medium",
        translations: {
          de: { title: "Ihren Kalender sehen", description: "Titel, Zeiten und Orte Ihrer Termine." },
        },
      },
      "calendar:write": {
        title: "Change your calendar",
        description: "Add, change and delete events.",
        sensitivity: "high",
        translations: {
          de: { title: "Ihren Kalender ändern", description: "Termine anlegen, ändern und löschen." },
        },
      },
      "notes:read": {
        title: "See your notes",
        description: "Read everything you noted.",
        sensitivity: "medium",
        translations: { de: { title: "Ihre Notizen sehen", description: "Alles lesen, was Sie notiert haben." } },
      },
      "notes:write": {
        title: "Change your notes",
        description: "Add and delete notes.",
        sensitivity: "high",
        translations: { de: { title: "Ihre Notizen ändern", description: "Notizen hinzufügen und löschen." } },
      },
      "report:read": {
        title: "Read the report",
        description: "How many people and notes there are.",
        sensitivity: "low",
      },
    },
  };
}
