import * as oidc from "openid-client";

export interface NightReportOptions {
  portalUrl: string;
  /** The API with the report, as a resource indicator (RFC 8707). */
  reportAudience: string;
  client: { clientId: string; clientSecret: string };
  print(line: string): void;
}

/** What the API answers. */
interface Report {
  since: string;
  requests: number;
  people: number;
  notes: number;
}

/**
 * A service without a person: it speaks for itself, with its own secret, and gets what it is registered for.
 *
 * Errors: what openid-client throws when the portal refuses or doesn't answer.
 * Spec:   RFC 6749 §4.4.
 */
export async function printNightReport({ portalUrl, reportAudience, client, print }: NightReportOptions) {
  const { clientId, clientSecret } = client;
  const configuration = await oidc.discovery(
    new URL(portalUrl),
    clientId,
    undefined,
    oidc.ClientSecretBasic(clientSecret),
    {
      // Plain http, which openid-client rightly refuses unasked: all of the demo is on loopback.
      execute: [oidc.allowInsecureRequests],
      timeout: 10,
    },
  );
  const tokens = await oidc.clientCredentialsGrant(configuration, { scope: "report:read", resource: reportAudience });
  const response = await fetch(`${reportAudience}/report`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
    redirect: "error",
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`The API answered ${response.status}.`);
  const { since, requests, people, notes } = (await response.json()) as Report;
  print("Night Report");
  print(`  Since          ${since}`);
  print(`  Requests       ${requests}`);
  print(`  People         ${people}`);
  print(`  Notes          ${notes}`);
}
