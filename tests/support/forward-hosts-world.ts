import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import { createForwardAuth } from "#server/forward-auth/create-forward-auth.ts";
import { isWebSocketUpgrade } from "#server/front-door/admission/is-web-socket-upgrade.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { testPeople } from "#tests/support/test-people.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { closeServer, listen } from "./bff-harness.ts";
import { HostBrowser } from "./host-browser.ts";
import { send } from "./reverse-proxy.ts";

export interface ForwardHostsOptions {
  database: Database;
  portal: string;
  apps: readonly string[];
  /** Through which addresses requests go; by default the one that a proxy on this computer has. */
  trustedProxies?: readonly string[];
  /** Where the browser's requests go; by default straight to Portico, with the headers of a trusted proxy. */
  proxyPort?: number;
}

export type ForwardHostsWorld = Awaited<ReturnType<typeof startForwardHosts>>;

const keys = new KeyRing([new Secret("a secret that only tests know, long enough")]);

/** Forward auth for apps on other hosts: real vault, real database, and as many processes as wanted. */
export async function startForwardHosts(options: ForwardHostsOptions) {
  const { database, portal, apps, trustedProxies = ["127.0.0.1"] } = options;
  const person = { userId: randomUUID(), identityId: randomUUID() };
  const audited: AuditEntry[] = [];
  const logged: unknown[] = [];
  const warned: unknown[] = [];
  const running: { server: Server; close(): void }[] = [];
  const secure = portal.startsWith("https:");
  await database.prisma.user.create({
    data: {
      id: person.userId,
      displayName: "Ada Lovelace",
      email: "ada@example.com",
      emailVerified: true,
      identities: {
        create: { id: person.identityId, providerId: "google", issuer: "https://g.example", subject: person.userId },
      },
    },
  });

  /** Another process on the same database: nothing in memory is shared. */
  async function startProcess(database: Database) {
    const audit = { record: (entry: AuditEntry) => void audited.push(entry), flush: async () => {} };
    const settings = {
      session: { idleSeconds: 600, absoluteSeconds: 3600 },
      publicUrl: portal,
      secure,
      origin: portal,
      claims: testSettings().claims,
      branding: { name: "Portico" },
      forwardAuth: { domains: [], origins: [...apps] },
      trustedProxies,
    };
    const vault = createSessionVault({ settings, people: testPeople(), keys, database, audit });
    const forwardAuth = createForwardAuth({
      settings,
      keys,
      database,
      vault,
      keptReturnPaths: createKeptReturnPaths(database),
      rateLimiter: createMemoryRateLimiter(() => Math.floor(Date.now() / 1000)),
      audit,
      log: {
        info: (_, fields) => void logged.push(fields),
        warn: (_, fields) => void warned.push(fields),
        error: (_, fields) => void logged.push(fields),
      },
      signOut: async (session) => {
        await vault.end(session, "signed_out");
        return { providerId: "google", providerName: "Google", upstream: [] };
      },
    });
    // As the front door has it: who asks for a WebSocket is no request.
    const server = createServer({ shouldUpgradeCallback: isWebSocketUpgrade }, (request, response) => {
      const path = (request.url ?? "").split("?", 1)[0] ?? "";
      if (forwardAuth.matches(path, request)) forwardAuth.handle(request, response);
      else response.writeHead(200, { "content-type": "text/plain" }).end(`portal ${request.url}`);
    });
    server.on("upgrade", (_request, socket) => void socket.destroy());
    const port = await listen(server);
    running.push({ server, close: vault.close });
    return { vault, port };
  }

  const first = await startProcess(database);
  const { vault } = first;

  /** A browser at all hosts, each with its own cookies; `port` chooses the process when there is no proxy. */
  function newBrowser(port = first.port): HostBrowser {
    return new HostBrowser((url, headers, method) => {
      const { host, protocol, pathname, search } = new URL(url);
      const forwarded = { "X-Forwarded-Host": host, "X-Forwarded-Proto": protocol.slice(0, -1) };
      const sent = { ...(options.proxyPort ? {} : forwarded), Host: host, ...headers };
      return send(`http://127.0.0.1:${options.proxyPort ?? port}${pathname}${search}`, sent, method);
    });
  }

  return {
    keys,
    vault,
    audited,
    logged,
    warned,
    person,
    port: first.port,
    startProcess,
    newBrowser,

    /** The person signs in at the portal, as if they had come back from a provider. */
    async signIn(browser: HostBrowser, groups: readonly string[] = []): Promise<LiveSession> {
      const { session, opaqueId } = await vault.start({
        ...person,
        providerId: "google",
        upstreamSid: undefined,
        acr: undefined,
        amr: [],
        groups,
        authTimeSeconds: Math.floor(Date.now() / 1000),
        replaces: undefined,
      });
      browser.store(portal, await vault.setCookieHeader(opaqueId));
      return session;
    },

    async close() {
      for (const { server, close } of running) {
        close();
        await closeServer(server);
      }
    },
  };
}
