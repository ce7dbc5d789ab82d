/**
 * Issuers of an authorization server for many tenants: its discovery names a template, and each tenant has its own issuer.
 * Entra's shared endpoints (`common`, `organizations`) are such.
 */

/** What discovery must name for a configured issuer of Entra: itself, but for the shared endpoints their template. */
export function entraDiscoveredIssuer(configured: string): string {
  return configured.replace(/\/(common|organizations)\/v2\.0$/, "/{tenantid}/v2.0");
}

export function isTenantTemplate(issuer: string): boolean {
  return issuer.includes("{tenantid}");
}

/** The issuer of one tenant, from the template; `undefined` when the tenant is no plain id. */
export function tenantIssuer(template: string, tenantId: unknown): string | undefined {
  if (typeof tenantId !== "string" || !/^[0-9a-zA-Z-]{1,64}$/.test(tenantId)) return undefined;
  return template.replace("{tenantid}", tenantId);
}
