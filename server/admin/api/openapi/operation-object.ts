import type { Operation } from "#server/admin/operation.ts";
import type { JsonSchema } from "#server/admin/text-values.ts";
import { scopeOfPermission } from "#server/config/administration/admin-scopes.ts";
import { takesBody } from "../operation-input.ts";
import { exampleOf, schemaOf, splitInput } from "./json-schemas.ts";

/** One operation as OpenAPI describes it (§4.8.10). */
export function operationObject(name: string, operation: Operation): Record<string, unknown> {
  const { inPath, rest } = splitInput(operation);
  const members = Object.keys(rest.properties ?? {});
  const hasBody = takesBody(operation.method) && (members.length > 0 || rest.properties === undefined);
  return {
    operationId: name,
    summary: operation.summary,
    description: needsOf(operation),
    tags: [name.slice(0, name.indexOf("."))],
    security: scopesOf(operation).map((scope) => ({ oauth2: [scope] })),
    parameters: [
      ...inPath.map(([member, schema]) => ({ name: member, in: "path", required: true, schema })),
      ...(takesBody(operation.method) ? [] : queryParameters(rest)),
      ...headerParameters(operation),
    ],
    ...(hasBody ? { requestBody: requestBody(rest) } : {}),
    responses: { "200": success(operation), ...refusals(operation, inPath.length > 0) },
  };
}

/** The scopes of which any lets a client do it, the smallest first. */
export function scopesOf({ permission, needsEverything }: Operation): string[] {
  if (needsEverything) return ["portico.admin"];
  const smallest = scopeOfPermission(permission);
  const wider = permission.endsWith(".read") ? [smallest.replace(/\.read$/, ""), "portico.admin.read"] : [];
  return [smallest, ...wider, "portico.admin"];
}

function needsOf({ permission, needsEverything, needsFreshSignIn, stream }: Operation): string {
  return [
    needsEverything ? "Needs all permissions." : `Needs the permission \`${permission}\`.`,
    needsFreshSignIn ? "A person must have signed in within the last 15 minutes." : "",
    stream ? "The answer is a stream: one item a line." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

function queryParameters({ properties = {}, required = [] }: JsonSchema) {
  return Object.entries(properties as Record<string, JsonSchema>).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name) && schema.default === undefined,
    ...(schema.description === undefined ? {} : { description: schema.description }),
    schema,
  }));
}

function headerParameters({ method, changesRevision }: Operation) {
  const text = { type: "string" };
  return [
    ...(changesRevision
      ? [
          {
            name: "If-Match",
            in: "header",
            required: true,
            description: "The ETag that was read, or `*`.",
            schema: text,
          },
        ]
      : []),
    ...(method === "POST"
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: false,
            description: "The same request with the same key is done once within a day.",
            schema: text,
          },
        ]
      : []),
  ];
}

function requestBody(schema: JsonSchema) {
  const required = (schema.required ?? []).length > 0;
  return { required, content: { "application/json": { schema, example: exampleOf(schema) } } };
}

function success(operation: Operation) {
  const schema = schemaOf(operation.output, "output");
  const headers = "revision" in (schema.properties ?? {}) ? { headers: { ETag: { schema: { type: "string" } } } } : {};
  const json = { schema, example: exampleOf(schema) };
  const content = operation.stream
    ? { "application/x-ndjson": json, "text/csv": { schema: { type: "string" } } }
    : { "application/json": json };
  return { description: operation.summary, ...headers, content };
}

function refusals({ changesRevision, method }: Operation, hasTarget: boolean) {
  const statuses = ["400", "401", "403", ...(hasTarget ? ["404"] : [])];
  if (method !== "GET") statuses.push("409");
  if (changesRevision) statuses.push("412", "428");
  return Object.fromEntries(
    [...statuses, "422", "429", "default"].map((status) => [status, { $ref: "#/components/responses/Problem" }]),
  );
}
