import { createHash, randomUUID } from "node:crypto";
import type { Person } from "#demo/people.ts";
import { demoTenant } from "#server/config/demo-urls.ts";
import type { Dialect, ProviderContext, Realm } from "./realm.ts";

/** The tenant that everybody is in who signs in at its own endpoints. */
/** Where Alan is at home: at the shared endpoints he comes from here. */
export const otherTenant = "b1e7c9a0-5d2f-4c3b-8a6e-7f00dca7cafe";

const sharedRealms = ["common", "organizations"];

/** Like login.microsoftonline.com: an issuer per tenant, and shared endpoints whose issuer is a template. */
export function microsoftRealms(context: ProviderContext): Realm[] {
  return [demoTenant, otherTenant, ...sharedRealms].map((tenant) => {
    const base = `/microsoft/${tenant}`;
    const issuer = `${context.origin}/microsoft/${sharedRealms.includes(tenant) ? "{tenantid}" : tenant}/v2.0`;
    const isDemoTenant = tenant === demoTenant;
    return {
      context,
      issuer,
      paths: {
        discovery: [`${base}/v2.0/.well-known/openid-configuration`],
        jwks: [`${base}/discovery/v2.0/keys`],
        authorize: [`${base}/oauth2/v2.0/authorize`],
        token: [`${base}/oauth2/v2.0/token`],
        end_session: [`${base}/oauth2/v2.0/logout`],
        // Graph is one for all tenants; its /me stands below the issuer too, so that one base URL serves both.
        userinfo: [`${base}/v2.0/userinfo`, ...(isDemoTenant ? ["/microsoft/graph/oidc/userinfo"] : [])],
        user: [`${base}/v2.0/me`, ...(isDemoTenant ? ["/microsoft/graph/v1.0/me"] : [])],
      },
      dialect: dialectOf(context, tenant),
    };
  });
}

function dialectOf(context: ProviderContext, tenant: string): Dialect {
  const tenantOf = (person: Person) => {
    if (!sharedRealms.includes(tenant)) return tenant;
    return person.id === "alan" ? otherTenant : demoTenant;
  };
  // Pairwise: another app sees another subject, while oid is the same for all of the tenant.
  const subjectOf = (person: Person) =>
    createHash("sha256")
      .update(`${objectId(person, tenantOf(person))}/${context.client.clientId}`)
      .digest("base64url");
  return {
    prompts: ["none", "login", "consent", "select_account"],
    hintParameter: "login_hint",
    isOpenId: true,
    parseScope: (scope) => scope.split(" ").filter(Boolean),
    issuerOf: (person) => `${context.origin}/microsoft/${tenantOf(person)}/v2.0`,
    subjectOf,
    idTokenClaims: (person, scopes) => ({
      ver: "2.0",
      tid: tenantOf(person),
      oid: objectId(person, tenantOf(person)),
      // No email_verified: Entra ID doesn't say, which is why an address from it proves nothing.
      ...(scopes.includes("email") ? { email: person.email } : {}),
      ...(scopes.includes("profile") ? { name: person.name, preferred_username: person.email } : {}),
    }),
    userinfo: (person, scopes) => ({
      sub: subjectOf(person),
      ...(scopes.includes("email") ? { email: person.email } : {}),
      ...(scopes.includes("profile")
        ? {
            name: person.name,
            given_name: person.givenName,
            family_name: person.familyName,
            picture: `${context.origin}/people/${person.id}.svg`,
          }
        : {}),
    }),
    issuesRefreshToken: ({ scopes }) => scopes.includes("offline_access"),
    tokenPrefixes: { access: "EwB.demo.", refresh: "1.demo." },
    cancelled: {
      error_subcode: "cancel",
      error_description: "AADSTS65004: User declined to consent to access the app.",
    },
    responseParams: (sid) => ({ session_state: sid }),
    tokenError: (error, description) => {
      const code = aadstsCodes[error] ?? 900_144;
      return {
        status: error === "invalid_client" ? 401 : 400,
        body: {
          error,
          error_description: `AADSTS${code}: ${description}`,
          error_codes: [code],
          timestamp: new Date().toISOString(),
          trace_id: randomUUID(),
          correlation_id: randomUUID(),
        },
      };
    },
    grantedScope: (scopes) => scopes.filter((scope) => scope !== "offline_access").join(" "),
  };
}

const aadstsCodes: Record<string, number> = {
  invalid_client: 7_000_215,
  invalid_grant: 70_008,
  unsupported_grant_type: 70_003,
};

/** Graph's view of the person. */
export function graphUser(person: Person): Record<string, unknown> {
  return {
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
    id: objectId(person, demoTenant),
    displayName: person.name,
    givenName: person.givenName,
    surname: person.familyName,
    mail: person.email,
    userPrincipalName: person.email,
    jobTitle: null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: "en-GB",
    businessPhones: [],
  };
}

/** A GUID that is the same for a person in a tenant, whichever app asks. */
function objectId({ id }: Person, tenant: string): string {
  const hex = createHash("sha256").update(`entra/${tenant}/${id}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}
