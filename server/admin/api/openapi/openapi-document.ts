import type { OperationTable } from "#server/admin/operations.ts";
import { adminApiIdentifier } from "#server/config/administration/admin-resource.ts";
import { adminScopeSettings } from "#server/config/administration/admin-scopes.ts";
import { operationObject } from "./operation-object.ts";

const description = `Everything that this portal's administration can do, for programs.
Lists go on with \`after\`, the \`next\` of the page before. Times are RFC 3339 in UTC. Every failure is problem+json (RFC 9457).`;

/**
 * The API's description, from the table of operations.
 *
 * Spec: OpenAPI 3.1.
 */
export function openapiDocument(table: OperationTable, publicUrl: string): Record<string, unknown> {
  const names = Object.keys(table).sort();
  const nouns = [...new Set(names.map((name) => name.slice(0, name.indexOf("."))))];
  return {
    openapi: "3.1.0",
    info: { title: "Portico administration", version: "1", description },
    servers: [{ url: adminApiIdentifier(publicUrl) }],
    tags: nouns.map((name) => ({ name })),
    paths: pathsOf(table, names),
    components: {
      securitySchemes: { oauth2: securityScheme(publicUrl) },
      responses: {
        Problem: {
          description: "What went wrong, by a code that stays",
          content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
      schemas: { Problem: problem },
    },
  };
}

function pathsOf(table: OperationTable, names: readonly string[]) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const name of names) {
    const operation = table[name];
    if (!operation) continue;
    const described = { [operation.method.toLowerCase()]: operationObject(name, operation) };
    paths[operation.path] = { ...paths[operation.path], ...described };
  }
  return paths;
}

function securityScheme(publicUrl: string) {
  const scopes = Object.fromEntries(adminScopeSettings.map(({ name, title }) => [name, title]));
  const tokenUrl = `${publicUrl}/oauth2/token`;
  return {
    type: "oauth2",
    description: `Tokens for the resource ${adminApiIdentifier(publicUrl)} (RFC 8707). For a person, their roles limit the scopes.`,
    flows: {
      clientCredentials: { tokenUrl, scopes },
      authorizationCode: { authorizationUrl: `${publicUrl}/oauth2/authorize`, tokenUrl, refreshUrl: tokenUrl, scopes },
    },
  };
}

const text = { type: "string" } as const;

/** RFC 9457. */
const problem = {
  type: "object",
  required: ["type", "title", "status", "code", "detail", "next_step", "reference"],
  properties: {
    type: text,
    title: text,
    status: { type: "integer" },
    code: { ...text, description: "Stays the same; texts may change." },
    detail: text,
    next_step: text,
    reference: { ...text, description: "The request's id: the console explains what refused it." },
    mistakes: {
      type: "array",
      description: "Of an invalid input: each mistake.",
      items: {
        type: "object",
        required: ["field", "pointer", "problem"],
        properties: { field: text, pointer: { ...text, description: "RFC 6901" }, problem: text, fix: text },
      },
    },
  },
  example: {
    type: "urn:portico:problem:admin_not_allowed",
    title: "Not allowed",
    status: 403,
    code: "admin_not_allowed",
    detail: "The account or token has no permission for this part of the administration.",
    next_step: "Ask an administrator of this portal for a role, or the token's owner for a scope, that has it.",
    reference: "4f9d2c6e-1b1c-4f0e-8f5e-2f6f6f1f7c10",
  },
} as const;
