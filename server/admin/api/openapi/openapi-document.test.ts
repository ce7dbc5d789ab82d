import { describe, expect, it } from "vitest";
import { operations } from "#server/admin/operations.ts";
import { adminScopes } from "#server/config/administration/admin-scopes.ts";
import { openapiDocument } from "./openapi-document.ts";

interface Described {
  operationId: string;
  security: { oauth2: string[] }[];
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema: { properties?: object }; example: unknown }> };
  responses: Record<string, { content?: Record<string, { schema: object; example?: unknown }>; $ref?: string }>;
}
const document = openapiDocument(operations, "https://portal.example") as {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
};
const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

/** Every value under a key, however deep. */
function valuesOf(key: string, value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [...(name === key ? [inner] : []), ...valuesOf(key, inner)]);
}

describe("the description of the API (OpenAPI 3.1)", () => {
  it("has every operation once, by its name, method and path", () => {
    const listed = described.map(({ path, method, operation }) => [operation.operationId, method.toUpperCase(), path]);
    expect(listed.sort()).toEqual(
      Object.entries(operations)
        .map(([name, { method, path }]) => [name, method, path])
        .sort(),
    );
  });

  it("is plain JSON, and each reference in it leads somewhere", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const missing = valuesOf("$ref", document)
      .map(String)
      .filter((ref) => {
        const parts = ref.slice(2).split("/");
        return (
          !ref.startsWith("#/") ||
          parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document) === undefined
        );
      });
    expect(missing).toEqual([]);
  });

  it.each(described.map((one) => [one.operation.operationId, one] as const))(
    "describes %s wholly",
    (_, { path, method, operation }) => {
      const inPath = operation.parameters.filter((one) => one.in === "path").map((one) => one.name);
      expect(inPath).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one));
      expect(operation.parameters.map((one) => `${one.in} ${one.name}`)).toEqual([
        ...new Set(operation.parameters.map((one) => `${one.in} ${one.name}`)),
      ]);
      // RFC 9110 §9.3.1: a GET has no body.
      if (method === "get" || method === "delete") expect(operation.requestBody).toBeUndefined();
      expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(["200", "401", "403", "422", "default"]));
      expect(operation.security.flatMap(({ oauth2 }) => oauth2).every((scope) => adminScopes.includes(scope))).toBe(
        true,
      );
    },
  );
});
