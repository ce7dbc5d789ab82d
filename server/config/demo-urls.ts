import type { DemoSettings } from "./settings.ts";

/** The tenant that the demo's Microsoft is set up for. */
export const demoTenant = "72f988bf-0de0-4a5a-9c1e-0d7e40a11ce5";

export type DemoPorts = DemoSettings["ports"];

export interface DemoUrls {
  /** Issuer. */
  google: string;
  /** Issuer of the one tenant. */
  microsoft: string;
  /** Base of the web pages and of the API. */
  github: string;
  api: string;
  calendarBuddy: string;
  notebook: string;
}

/** Where everything will be; known before anything is started. */
export function demoUrls(host: string, ports: DemoPorts): DemoUrls {
  const providers = `http://${host}:${ports.providers}`;
  return {
    google: `${providers}/google`,
    microsoft: `${providers}/microsoft/${demoTenant}/v2.0`,
    github: `${providers}/github`,
    api: `http://${host}:${ports.api}`,
    calendarBuddy: `http://${host}:${ports.calendarBuddy}`,
    notebook: `http://${host}:${ports.notebook}`,
  };
}
