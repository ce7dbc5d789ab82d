import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PersonId } from "#demo/people.ts";
import { type Demo, startDemo } from "#demo/start-demo.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { demoConfig, demoWorld } from "#server/config/demo-settings.ts";
import { CookieBrowser } from "./cookie-browser.ts";
import { findFreePorts } from "./free-ports.ts";
import { type RunningPortal, type StartPortalOptions, startPortal } from "./start-portal.ts";

export type PortalProcess = RunningPortal & { address: string };

export interface PortalWorldOptions {
  /**
   * The public URL's scheme. Cookies are called the same in every process either way, as behind a load balancer; the processes
   * themselves are asked over plain http, as by that load balancer.
   */
  scheme: "http" | "https";
  config?: (config: PorticoConfig, publicUrl: string) => PorticoConfig;
  demoLog?: (line: string) => void;
}

export type PortalWorld = Awaited<ReturnType<typeof createPortalWorld>>;

/**
 * Portals as processes of their own, with the demo world in the test's process: so the test holds its controls, and what it
 * issues can be known to the letter.
 */
export async function createPortalWorld(options: PortalWorldOptions) {
  const directory = mkdtempSync(join(tmpdir(), "portico-world-"));
  const secret = randomBytes(32).toString("base64");
  const firstPort = await findFreePorts(1);
  const publicUrl = `${options.scheme}://localhost:${firstPort}`;
  const own = demoWorld(firstPort, secret);
  const { portalClients, calendarBuddy, resourceServer } = own;
  const demo: Demo = await startDemo({
    host: "localhost",
    portalUrl: publicUrl,
    ports: { providers: 0, api: 0, calendarBuddy: 0, notebook: 0 },
    portalClients,
    calendarBuddy,
    resourceServer,
    ...(options.demoLog ? { log: options.demoLog } : {}),
  });
  const likeDemo = demoConfig(own, demo.urls);
  const configFile = join(directory, "portico.config.mjs");
  writeFileSync(configFile, `export default ${JSON.stringify(options.config?.(likeDemo, publicUrl) ?? likeDemo)};\n`);

  const running = new Set<PortalProcess>();

  async function start(startOptions: StartPortalOptions = {}): Promise<PortalProcess> {
    const port = startOptions.port ?? (running.size === 0 ? firstPort : await findFreePorts(1));
    const portal = await startPortal({
      ...startOptions,
      port,
      config: configFile,
      env: { PORTICO_SECRETS: secret, PORTICO_URL: publicUrl, ...startOptions.env },
    });
    const started: PortalProcess = {
      ...portal,
      address: `http://localhost:${port}`,
      stop(signal) {
        running.delete(started);
        return portal.stop(signal);
      },
    };
    running.add(started);
    return started;
  }

  return {
    publicUrl,
    secret,
    /** The configuration file of its portals, for commands that read the same settings. */
    configFile,
    demo,
    credentials: { ...portalClients, calendarBuddy, resourceServer },
    start,

    /** Signs in over plain HTTP, as a browser without JavaScript. */
    async signIn(portal: PortalProcess, providerId: string, person: PersonId): Promise<CookieBrowser> {
      const browser = new CookieBrowser(publicUrl, portal.address);
      const begun = await browser.fetch(`/api/auth/signin/${providerId}`, ownForm(publicUrl));
      const callback = await chooseAtProvider(begun.headers.get("location") ?? "", { person });
      const landed = await browser.fetch(callback);
      const location = landed.headers.get("location");
      if (location !== "/") throw new Error(`nobody was signed in: ${landed.status} ${location}\n${portal.log()}`);
      return browser;
    },

    /** A call of frontend code with the browser's cookie, to whichever process the load balancer chose. */
    call(portal: PortalProcess, browser: CookieBrowser, path: string, init: RequestInit = {}): Promise<Response> {
      const headers = new Headers(init.headers);
      headers.set("x-csrf", "1");
      headers.set("accept", "application/json");
      const cookie = browser.cookieHeader(path);
      if (cookie) headers.set("cookie", cookie);
      if (init.method === "POST") headers.set("origin", publicUrl);
      return fetch(portal.address + path, { redirect: "manual", ...init, headers });
    },

    async close(): Promise<void> {
      // They go down hard: what a portal does at its end is not what is tested with this.
      for (const portal of [...running]) await portal.stop("SIGKILL");
      await demo.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A form of the portal's own page, as the browser sends it. */
export function ownForm(origin: string, fields: Record<string, string> | [string, string][] = {}) {
  return {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { origin, "sec-fetch-site": "same-origin" },
  };
}

/** Presses a button on the demo provider's page; answers where the browser is sent. */
export async function chooseAtProvider(authorizationUrl: string, fields: Record<string, string>): Promise<string> {
  const body = new URLSearchParams(fields);
  const answer = await fetch(authorizationUrl, { method: "POST", body, redirect: "manual" });
  const location = answer.headers.get("location");
  if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
  return location;
}
