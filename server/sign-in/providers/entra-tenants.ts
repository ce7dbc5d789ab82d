/** Entra's shared endpoints (`common`, `organizations`) serve every tenant; each tenant has its own issuer. */

export const sharedEntraIssuer = "https://login.microsoftonline.com/common/v2.0";

export function isEntra({ id }: { id: string }): boolean {
  return id === "microsoft-entra-id";
}

/**
 * What discovery must say for a configured issuer: itself, exactly (OpenID Connect Discovery §4.3).
 * Entra's shared endpoints answer with a template that each tenant fills in.
 */
export function expectedIssuer(configured: string): string {
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
