import { z } from "zod";
import { accessSchema } from "#server/config/access/access-schema.ts";
import { apiSchema } from "#server/config/apis/api-schema.ts";
import { claimsSchema } from "#server/config/claims/claim-schema.ts";
import { clientSchema } from "#server/config/clients/client-schema.ts";
import { mutualTlsSchema } from "#server/config/clients/mutual-tls-schema.ts";
import { clientDocumentsSchema, dynamicRegistrationSchema } from "#server/config/clients/registration-schema.ts";
import { forwardAuthSchema } from "#server/config/forward-auth/forward-auth-schema.ts";
import { providerSchema } from "#server/config/providers/provider-schema.ts";
import { resourceSchema } from "#server/config/resources-and-scopes/resource-schema.ts";
import { scopesSchema } from "#server/config/resources-and-scopes/scope-schema.ts";
import { adminsSchema, rolesSchema } from "#server/config/roles/role-schema.ts";
import { absoluteUrl, scopeName, seconds } from "./setting-shapes.ts";

export const configSchema = z.strictObject({
  branding: z
    .strictObject({
      name: z.string().min(1).default("Portico"),
      logoUrl: z.string().optional(),
      accent: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/)
        .optional()
        .describe("Accent colour, #rrggbb."),
      supportUrl: absoluteUrl.optional(),
      termsUrl: absoluteUrl.optional(),
      privacyUrl: absoluteUrl.optional(),
    })
    .prefault({}),
  session: z
    .strictObject({
      idleSeconds: seconds.default(60 * 60 * 8),
      absoluteSeconds: seconds.default(60 * 60 * 24 * 7),
    })
    .prefault({}),
  access: accessSchema,
  providers: z
    .array(providerSchema)
    .default([])
    .describe(
      "Where people sign in. An empty list says that all are in the database (by environment: PORTICO_PROVIDERS=database); left out, a portal without a provider is a demo.",
    ),
  apis: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and dashes"), apiSchema)
    .default({})
    .describe("What /bff/api/{name}/… passes on, by name."),
  resources: z.array(resourceSchema).default([]).describe("APIs that connected apps get tokens for."),
  clients: z.array(clientSchema).default([]).describe("Connected apps and services."),
  scopes: scopesSchema,
  claims: claimsSchema,
  roles: rolesSchema,
  admins: adminsSchema,
  frontendOrigins: z
    .array(absoluteUrl)
    .default([])
    .describe("Your own frontends on other origins that may call /bff/ with credentials (exact CORS)."),
  forwardAuth: forwardAuthSchema,
  acrValues: z
    .array(scopeName)
    .default([])
    .describe(
      "Which acr your providers give, for discovery; apps that ask for acr get what the provider said, else “0”.",
    ),
  trustedProxies: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "Addresses (or CIDR ranges) whose X-Forwarded-For is trusted for the client's address, and whose X-Forwarded-Host for forwardAuth.origins.",
    ),
  mutualTls: mutualTlsSchema,
  rateLimits: z
    .strictObject({
      signInPerMinute: z.number().int().positive().default(120).describe("Per client address."),
      tokenPerMinute: z
        .number()
        .int()
        .positive()
        .default(600)
        .describe(
          "Per client address: token, PAR, device, registration; authorization requests apart. Unanswered requests of an address that are kept in the database are limited with it: 16 kB for each request allowed here, in half an hour.",
        ),
      adminPerMinute: z
        .number()
        .int()
        .positive()
        .default(600)
        .describe("Per client address: the administration's API."),
      bffPerMinute: z.number().int().positive().optional().describe("Per session and API; unset: unlimited."),
    })
    .prefault({}),
  dynamicRegistration: dynamicRegistrationSchema,
  clientIdMetadataDocuments: clientDocumentsSchema,
  playground: z
    .boolean()
    .optional()
    .describe(
      "Offers the API playground at /playground to every signed-in person; it names the APIs and their audiences. Default: on in demo mode and development (PORTICO_URL is this computer), else off.",
    ),
  auditRetentionDays: z.number().int().positive().default(400),
  refusalRetentionDays: z
    .number()
    .int()
    .positive()
    .default(30)
    .describe("How long administrators can ask why a request was refused, by the reference of its answer."),
});

export type PorticoConfig = z.input<typeof configSchema>;
export type ResolvedConfig = z.output<typeof configSchema>;
