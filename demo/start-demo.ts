import { type DemoPorts, type DemoUrls, demoUrls } from "#server/config/demo-urls.ts";
import { createApiServer } from "./api/api-server.ts";
import type { ApiLogEntry } from "./api/request-log.ts";
import { createCalendarBuddy } from "./calendar-buddy/calendar-buddy-server.ts";
import { type LocalServer, listenLocally } from "./http/local-server.ts";
import { createNotebook } from "./notebook/notebook-server.ts";
import type { ProviderControls } from "./providers/provider-controls.ts";
import { createProviderServer } from "./providers/provider-server.ts";

export { demoUrls };

export interface Credentials {
  clientId: string;
  clientSecret: string;
}

export interface DemoOptions {
  /** Stands in URLs; the servers listen on loopback only. */
  host: string;
  /** Issuer of Portico, e.g. "http://localhost:3000". It may start later. */
  portalUrl: string;
  /** 0 takes any free port. */
  ports: DemoPorts;
  /** Portico's credentials at the demo providers. */
  portalClients: { google: Credentials; microsoft: Credentials; github: Credentials };
  /** Calendar Buddy's credentials at Portico. */
  calendarBuddy: Credentials;
  /** The demo API's credentials at Portico, for introspection. */
  resourceServer: Credentials;
  log?: (line: string) => void;
}

export interface Demo {
  urls: DemoUrls;
  controls: ProviderControls;
  /** What reached the demo API, without anything secret. */
  apiLog(): readonly ApiLogEntry[];
  close(): Promise<void>;
}

/**
 * Starts the demo world: identity providers, an API, a connected app, a frontend. All on loopback, all in memory.
 *
 * Errors: an Error that names the port when one is taken; nothing is left running then.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { host, portalUrl, ports, portalClients, log = () => {} } = options;
  const servers: LocalServer[] = [];
  const close = async () => void (await Promise.all(servers.map((server) => server.close())));
  const listen = async (port: number) => {
    const server = await listenLocally(port, log);
    servers.push(server);
    return server;
  };
  try {
    const providers = await listen(ports.providers);
    const api = await listen(ports.api);
    const calendarBuddy = await listen(ports.calendarBuddy);
    const notebook = await listen(ports.notebook);
    const urls = demoUrls(host, {
      providers: providers.port,
      api: api.port,
      calendarBuddy: calendarBuddy.port,
      notebook: notebook.port,
    });

    const registered = (credentials: Credentials, providerId: string) => ({
      ...credentials,
      redirectUri: `${portalUrl}/api/auth/callback/${providerId}`,
    });
    const providerServer = createProviderServer(`http://${host}:${providers.port}`, {
      google: registered(portalClients.google, "google"),
      microsoft: registered(portalClients.microsoft, "microsoft-entra-id"),
      github: registered(portalClients.github, "github"),
    });
    providers.handle(providerServer.handle);

    const apiServer = createApiServer({ apiUrl: urls.api, portalUrl, resourceServer: options.resourceServer });
    api.handle(apiServer.handle);
    api.upgrade(apiServer.upgrade);

    calendarBuddy.handle(
      createCalendarBuddy({
        url: urls.calendarBuddy,
        portalUrl,
        calendarAudience: `${urls.api}/calendar`,
        client: options.calendarBuddy,
        log,
      }),
    );
    notebook.handle(createNotebook({ portalUrl }));
    return {
      urls,
      controls: providerServer.controls,
      apiLog: apiServer.log,
      close: async () => {
        apiServer.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
