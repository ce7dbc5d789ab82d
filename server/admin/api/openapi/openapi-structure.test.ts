import { expect, it } from "vitest";
import { z } from "zod";
import { operations } from "#server/admin/operations.ts";
import { openapiDocument } from "./openapi-document.ts";

// The objects of OpenAPI 3.1 that the document uses, strictly: a member with another name is a mistake (§4.8).
// Schemas are JSON Schema 2020-12 with the keywords that zod writes.

const schemaTypes = z.enum(["string", "number", "integer", "boolean", "object", "array", "null"]);
const schema: z.ZodType = z.lazy(() =>
  z
    .strictObject({
      type: z.union([schemaTypes, z.array(schemaTypes).nonempty()]),
      description: z.string(),
      default: z.unknown(),
      readOnly: z.boolean(),
      example: z.unknown(),
      const: z.unknown(),
      enum: z.array(z.unknown()).nonempty(),
      format: z.string(),
      pattern: z.string().refine((text) => new RegExp(text, "u")),
      minLength: z.number().int().nonnegative(),
      maxLength: z.number().int().nonnegative(),
      minimum: z.number(),
      maximum: z.number(),
      exclusiveMinimum: z.number(),
      exclusiveMaximum: z.number(),
      minItems: z.number().int().nonnegative(),
      maxItems: z.number().int().nonnegative(),
      uniqueItems: z.boolean(),
      items: schema,
      prefixItems: z.array(schema),
      properties: z.record(z.string(), schema),
      required: z.array(z.string()),
      additionalProperties: z.union([z.boolean(), schema]),
      propertyNames: schema,
      minProperties: z.number().int().nonnegative(),
      anyOf: z.array(schema).nonempty(),
      oneOf: z.array(schema).nonempty(),
      allOf: z.array(schema).nonempty(),
      not: schema,
      $ref: z.string().startsWith("#/"),
      $defs: z.record(z.string(), schema),
    })
    .partial()
    .refine(
      ({ required = [], properties = {} }) => required.every((name) => name in properties),
      "required and unknown",
    ),
);

const reference = z.strictObject({ $ref: z.string().startsWith("#/components/") });
const media = z.record(
  z.string().regex(/^[\w.+-]+\/[\w.+-]+$/),
  z.strictObject({ schema, example: z.unknown().optional() }),
);
const response = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), z.strictObject({ schema })).optional(),
  content: media.optional(),
});
const parameter = z
  .strictObject({
    name: z.string().min(1),
    in: z.enum(["path", "query", "header"]),
    required: z.boolean(),
    description: z.string().optional(),
    schema,
  })
  .refine((one) => one.in !== "path" || one.required, "a parameter of the path is required (§4.8.12.2)")
  .refine((one) => one.in !== "header" || !/^(accept|content-type|authorization)$/i.test(one.name), "ignored header");
const operation = z.strictObject({
  operationId: z.string().min(1),
  summary: z.string().min(1),
  description: z.string().min(1),
  tags: z.array(z.string()).nonempty(),
  security: z.array(z.strictObject({ oauth2: z.array(z.string()).length(1) })).nonempty(),
  parameters: z.array(parameter),
  requestBody: z.strictObject({ required: z.boolean(), content: media }).optional(),
  responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), z.union([reference, response])),
});
const flow = {
  scopes: z.record(z.string(), z.string()),
  tokenUrl: z.url(),
};
const document = z.strictObject({
  openapi: z.literal("3.1.0"),
  info: z.strictObject({ title: z.string(), version: z.string(), description: z.string() }),
  servers: z.array(z.strictObject({ url: z.url() })),
  tags: z.array(z.strictObject({ name: z.string() })),
  paths: z.record(
    z.string().startsWith("/"),
    z.strictObject({ get: operation, post: operation, put: operation, patch: operation, delete: operation }).partial(),
  ),
  components: z.strictObject({
    securitySchemes: z.strictObject({
      oauth2: z.strictObject({
        type: z.literal("oauth2"),
        description: z.string(),
        flows: z.strictObject({
          clientCredentials: z.strictObject(flow),
          authorizationCode: z.strictObject({ ...flow, authorizationUrl: z.url(), refreshUrl: z.url() }),
        }),
      }),
    }),
    responses: z.record(z.string(), response),
    schemas: z.record(z.string(), schema),
  }),
});

const described = openapiDocument(operations, "https://portal.example");

it("the description of the API has the structure of OpenAPI 3.1", () => {
  expect(document.safeParse(described).error?.issues ?? []).toEqual([]);
});

it("each operation has an id of its own, a known tag and known scopes", () => {
  const parsed = document.parse(described);
  const all = Object.values(parsed.paths).flatMap((methods) =>
    Object.values(methods).filter((one) => one !== undefined),
  );
  const ids = all.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const tags = new Set(parsed.tags.map(({ name }) => name));
  const scopes = new Set(Object.keys(parsed.components.securitySchemes.oauth2.flows.clientCredentials.scopes));
  for (const one of all) {
    expect(one.tags.filter((tag) => !tags.has(tag))).toEqual([]);
    expect(one.security.flatMap(({ oauth2 }) => oauth2).filter((scope) => !scopes.has(scope))).toEqual([]);
  }
});

it("no two paths differ only in the names of their parameters (§4.8.8)", () => {
  const shapes = Object.keys(document.parse(described).paths).map((path) => path.replaceAll(/\{\w+\}/g, "{}"));
  expect(new Set(shapes).size).toBe(shapes.length);
});
