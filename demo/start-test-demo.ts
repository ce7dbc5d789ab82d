import { type Demo, startDemo } from "./start-demo.ts";

export const testPortalUrl = "http://localhost:21999";

export function testCredentials(clientId: string): { clientId: string; clientSecret: string } {
  return { clientId, clientSecret: `secret of ${clientId}: 50% + & more` };
}

/** The demo on free ports, with credentials that need their encoding right. For tests. */
export function startTestDemo(portalUrl = testPortalUrl): Promise<Demo> {
  return startDemo({
    host: "localhost",
    portalUrl,
    ports: { providers: 0, api: 0, calendarBuddy: 0, notebook: 0 },
    portalClients: {
      google: testCredentials("portico-at-google"),
      microsoft: testCredentials("portico-at-microsoft"),
      github: testCredentials("portico-at-github"),
    },
    calendarBuddy: testCredentials("calendar-buddy"),
    resourceServer: testCredentials("demo-api"),
  });
}
