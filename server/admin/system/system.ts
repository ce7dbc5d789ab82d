import { nowMs } from "#server/clock.ts";
import type { Settings } from "#server/config/settings.ts";

export interface SystemFacts {
  publicUrl: string;
  mode: Settings["mode"];
  nodeVersion: string;
  startedAt: string;
  database: { description: string; ready: boolean };
  away: string[];
}

export interface SystemService {
  get(): Promise<SystemFacts>;
}

export interface SystemDeps {
  settings: Pick<Settings, "publicUrl" | "mode">;
  databaseDescription: string;
  health(): Promise<{ ready: boolean; away: readonly string[] }>;
}

/** What runs, for the operator. */
export function createSystem({ settings, databaseDescription, health }: SystemDeps): SystemService {
  const startedAt = new Date(nowMs()).toISOString();
  return {
    async get() {
      const { ready, away } = await health();
      return {
        publicUrl: settings.publicUrl,
        mode: settings.mode,
        nodeVersion: process.version,
        startedAt,
        database: { description: databaseDescription, ready },
        away: [...away],
      };
    },
  };
}
