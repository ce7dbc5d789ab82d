import { METHODS } from "node:http";
import { z } from "zod";
import { targetAllowSchema } from "#server/config/access/allow-schema.ts";
import {
  absoluteUrl,
  clientId,
  clientSecret,
  decisive,
  resourceIdentifier,
  scopeName,
  timerSeconds,
} from "#server/config/setting-shapes.ts";

const tokenKind = z
  .union([
    z.enum(["none", "user", "client", "user_or_client", "user_or_none"]),
    z.templateLiteral(["provider:", z.string().min(1)]),
  ])
  .describe(
    "Which token the BFF attaches: none, user (our access token for the API's audience), client (client credentials), user_or_client, user_or_none, or provider:<id> (the person's token at that provider).",
  );

/** CONNECT would open a tunnel, and TRACE would return the attached token to the caller. */
const refusedMethods = ["CONNECT", "TRACE"];
const httpMethod = z
  .string()
  .refine(
    (method) => METHODS.includes(method) && !refusedMethods.includes(method),
    "a method in capitals that Node knows (GET, PROPFIND, QUERY, …), but neither CONNECT nor TRACE",
  );

export const apiSchema = z.strictObject({
  target: absoluteUrl.describe("Where requests go: scheme, host and base path. Never taken from the request."),
  token: tokenKind.default("user"),
  audience: resourceIdentifier
    .optional()
    .meta(decisive)
    .describe("The resource identifier our access tokens are issued for; default: target."),
  allow: targetAllowSchema,
  scopes: z
    .array(scopeName)
    .default([])
    .describe("Scopes of the attached token, or those the provider's token must have."),
  methods: z
    .array(httpMethod)
    .min(1)
    .default(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
    .describe(
      "Any that Node knows (OPTIONS, PROPFIND, REPORT, QUERY, …), but CONNECT and TRACE; anything else is 405.",
    ),
  paths: z
    .array(z.string().startsWith("/"))
    .min(1)
    .default(["/"])
    .describe("Path prefixes (whole segments) under /bff/api/{name} that are passed on; anything else is 404."),
  rewrite: z
    .record(z.string().startsWith("/"), z.string().startsWith("/"))
    .default({})
    .describe(
      "What stands at the API in place of a prefix of paths: { “/v1”: “/api/2026” } sends /v1/notes as /api/2026/notes, “/” strips the prefix.",
    ),
  allowEncodedSlashes: z
    .boolean()
    .default(false)
    .describe(
      "Passes a path with %2F on as it came, for APIs that have it inside a name (GitLab, RabbitMQ, npm). It never counts as a slash, neither in paths nor in rewrite.",
    ),
  websocket: z.boolean().default(false),
  csrf: z.literal(true).default(true).describe("Can't be switched off."),
  connectTimeoutSeconds: timerSeconds.default(5),
  firstByteTimeoutSeconds: timerSeconds.default(30),
  idleTimeoutSeconds: timerSeconds
    .default(60)
    .describe(
      "Between two chunks of a body; raise it for quiet event streams. A request’s small body has to come whole in this time, a large one with 1 KB a second.",
    ),
  maxRequestBytes: z.number().int().positive().optional(),
  requestsPerMinute: z.number().int().positive().optional().describe("Per session; unset: the default of rateLimits."),
  requestHeaders: z.record(z.string(), z.string()).default({}).describe("Added to every request to the API."),
  responseHeaders: z
    .strictObject({ allow: z.array(z.string()).optional(), deny: z.array(z.string()).optional() })
    .refine(({ allow, deny }) => allow === undefined || deny === undefined, "has either allow or deny")
    .default({})
    .describe(
      "allow: the only headers that reach the browser, besides those that describe the body and how it may be kept; or deny: those that don't. What never does (cookies, CORS) needn't be named.",
    ),
  clientCredentials: z
    .strictObject({
      issuer: absoluteUrl,
      clientId,
      clientSecret,
    })
    .optional()
    .describe("For token kind client: get the token from this issuer instead of from Portico itself."),
});

export type ApiConfig = z.output<typeof apiSchema>;
