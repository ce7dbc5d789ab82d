import { z } from "zod";
import { decisive, languageCode, resourceIdentifier, scopeName, seconds } from "#server/config/setting-shapes.ts";

export const resourceSchema = z.strictObject({
  identifier: resourceIdentifier.describe("The audience (RFC 8707 resource indicator)."),
  name: z.string().min(1).describe("What the consent page calls it."),
  translations: z
    .record(languageCode, z.strictObject({ name: z.string().min(1) }))
    .default({})
    .describe("The same in other languages, by language code: `de`."),
  scopes: z.array(scopeName).default([]),
  accessTokenFormat: z
    .enum(["opaque", "jwt"])
    .default("opaque")
    .describe("opaque: revocable at once by introspection. jwt: RFC 9068, checked by the API itself, minutes-short."),
  accessTokenAlgorithm: z
    .enum(["ES256", "RS256"])
    .default("ES256")
    .describe("Signs its JWT access tokens. RS256 for APIs whose library takes nothing else."),
  accessTokenSeconds: seconds.optional().describe("Default: 600 for opaque, 300 for jwt."),
  openTo: z
    .array(z.enum(["registered", "documents"]))
    .default([])
    .describe(
      "Which apps that are not in clients may ask people for this API: registered (they registered themselves), documents (they are known by a document); see docs/assistants.md.",
    ),
  openScopes: z
    .array(scopeName)
    .min(1)
    .optional()
    .meta(decisive)
    .describe("Of scopes, those that such apps may ask for. Default: all."),
  checksStatusLists: z
    .boolean()
    .default(false)
    .describe(
      "For jwt: the API looks up its tokens in Portico's status lists (docs/protect-an-api.md), so that pages may say that they end within seconds.",
    ),
});

export type ResourceConfig = z.output<typeof resourceSchema>;
