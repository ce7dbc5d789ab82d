import { onTestFinished } from "vitest";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { type ApiDraft, type BffHarness, type RecordingApi, startBff, startRecordingApi } from "./bff-harness.ts";

type BffOverrides = Parameters<typeof startBff>[1];

/** Who takes part in a call. */
export interface BffWorld {
  /** What `/bff/api/demo/` leads to: its `/base`. */
  api: RecordingApi;
  portal: BffHarness;
  /** Somebody who is signed in. */
  session: LiveSession;
}

/**
 * What nearly every test of the BFF begins with. It is there until the test is over.
 *
 * @param draft what the test wants of the route, besides its target.
 * @param overrides what it wants of the portal.
 */
export async function startBffWorld(draft: ApiDraft = {}, overrides?: BffOverrides): Promise<BffWorld> {
  const api = await startTestApi();
  const portal = await startTestBff({ demo: { target: `${api.url}/base`, ...draft } }, overrides);
  return { api, portal, session: portal.vault.add("s1") };
}

/** Another API, for this one test. */
export async function startTestApi(): Promise<RecordingApi> {
  const api = await startRecordingApi();
  onTestFinished(api.close);
  return api;
}

/** A portal in front of just these APIs, for this one test. It is closed before the APIs that were started before it. */
export async function startTestBff(apis: Record<string, ApiDraft>, overrides?: BffOverrides): Promise<BffHarness> {
  const portal = await startBff(apis, overrides);
  onTestFinished(portal.close);
  return portal;
}

export const problemOf = async (response: Response) => (await response.json()) as Record<string, string>;
