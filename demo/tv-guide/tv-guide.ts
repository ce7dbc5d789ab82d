import * as oidc from "openid-client";
import { type CalendarEntry, eveningProgramme } from "./evening-programme.ts";
import type { RememberedToken } from "./remembered-token.ts";

export interface TvGuideOptions {
  portalUrl: string;
  /** The calendar API, as a resource indicator (RFC 8707). */
  calendarAudience: string;
  clientId: string;
  remembered: RememberedToken;
  print(line: string): void;
  now?: () => Date;
  /** Stands in for the network in tests. */
  fetch?: oidc.CustomFetch;
}

export type TvGuideOutcome = "shown" | "denied" | "expired";

const scope = "openid profile offline_access calendar:read";

/**
 * A television: no keyboard, no browser, no secret. It shows a code, a person allows it elsewhere, it shows the evening.
 *
 * Shape:  the outcome; lines for people by `print`.
 * Errors: what openid-client throws for an unreachable or broken portal.
 * Spec:   RFC 8628 §3.1–§3.5.
 */
export async function showEvening(options: TvGuideOptions): Promise<TvGuideOutcome> {
  const { portalUrl, clientId, print, remembered } = options;
  const configuration = await oidc.discovery(new URL(portalUrl), clientId, undefined, oidc.None(), {
    // Plain http, which openid-client rightly refuses unasked: all of the demo is on loopback.
    execute: [oidc.allowInsecureRequests],
    timeout: 10,
    ...(options.fetch ? { [oidc.customFetch]: options.fetch } : {}),
  });
  const tokens = (await refresh(configuration, options)) ?? (await askForCode(configuration, options));
  if (tokens === "denied") print("You said no. TV Guide shows nothing of yours.");
  if (tokens === "expired") print("The code has expired. Start again for a new one.");
  if (typeof tokens === "string") return tokens;
  if (tokens.refresh_token) await remembered.write(tokens.refresh_token);
  await printEvening(tokens.access_token, options);
  return "shown";
}

type Tokens = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** Allowed before: no code needed, unless the person has removed the access meanwhile. */
async function refresh(configuration: oidc.Configuration, options: TvGuideOptions): Promise<Tokens | undefined> {
  const refreshToken = await options.remembered.read();
  if (!refreshToken) return undefined;
  try {
    return await oidc.refreshTokenGrant(configuration, refreshToken, { resource: options.calendarAudience });
  } catch (error) {
    if (!(error instanceof oidc.ResponseBodyError) || error.error !== "invalid_grant") throw error;
    await options.remembered.forget();
    return undefined;
  }
}

async function askForCode(
  configuration: oidc.Configuration,
  { print, calendarAudience }: TvGuideOptions,
): Promise<Tokens | "denied" | "expired"> {
  const asked = await oidc.initiateDeviceAuthorization(configuration, { scope, resource: calendarAudience });
  print("TV Guide wants to show you your evening.");
  print("");
  print(`  1. Open        ${asked.verification_uri}`);
  print(`  2. Enter       ${asked.user_code}`);
  print("");
  if (asked.verification_uri_complete) print(`  Or open        ${asked.verification_uri_complete}`);
  print(`Waiting for ${Math.round(asked.expires_in / 60)} minutes …`);
  try {
    // openid-client waits `interval` between its questions, and five seconds more after each slow_down.
    return await oidc.pollDeviceAuthorizationGrant(configuration, asked, { resource: calendarAudience });
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError && error.error === "access_denied") return "denied";
    if (error instanceof oidc.ResponseBodyError && error.error === "expired_token") return "expired";
    if (error instanceof oidc.ClientError && error.code === "OAUTH_TIMEOUT") return "expired";
    throw error;
  }
}

async function printEvening(accessToken: string, options: TvGuideOptions): Promise<void> {
  const { print, calendarAudience, now = () => new Date() } = options;
  const send = options.fetch ?? fetch;
  const response = await send(`${calendarAudience}/events`, {
    method: "GET",
    headers: { authorization: `Bearer ${accessToken}` },
    body: null,
    redirect: "manual",
  });
  if (!response.ok) throw new Error(`The calendar answered ${response.status}.`);
  const { events } = (await response.json()) as { events: CalendarEntry[] };
  print("");
  print("Your evening (UTC)");
  for (const line of eveningProgramme(events, now())) print(`  ${line}`);
}
