import { expect, it } from "vitest";
import { z } from "zod";
import { defineOperation, type Operation } from "#server/admin/operation.ts";
import { operations } from "#server/admin/operations.ts";
import { createOperationRoutes, parameterNames } from "./operation-routes.ts";

const at = (method: Operation["method"], path: `/${string}`) =>
  defineOperation({
    method,
    path,
    permission: "users.read",
    summary: "x",
    input: z.object({}),
    output: z.object({}),
    run: async () => ({}),
  });

const find = createOperationRoutes({
  get: at("GET", "/users/{id}"),
  change: at("PATCH", "/users/{id}"),
  search: at("GET", "/users/search"),
  end: at("DELETE", "/users/{id}/sessions/{sessionId}"),
});

it("finds an operation by its method and path, with the decoded segments", () => {
  expect(find("GET", "/users/a%2Fb")).toMatchObject({ name: "get", parameters: new Map([["id", "a/b"]]) });
  expect(find("DELETE", "/users/a/sessions/b")).toMatchObject({
    name: "end",
    parameters: new Map([
      ["id", "a"],
      ["sessionId", "b"],
    ]),
  });
});

it("prefers a segment that is written out", () => {
  expect(find("GET", "/users/search")).toMatchObject({ name: "search" });
  expect(find("PATCH", "/users/search")).toEqual({ methods: ["GET"] });
});

it("says which methods there are", () => expect(find("POST", "/users/a")).toEqual({ methods: ["GET", "PATCH"] }));

it.each(["/users", "/users/", "/users/a/", "//a", "/", "", "/users/a/sessions", "/Users/a"])(
  "finds nothing at %s",
  (path) => expect(find("GET", path)).toBeUndefined(),
);

it("has no two operations of one method and path", () => {
  const shapes = Object.values(operations).map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`);
  expect(shapes.filter((shape, index) => shapes.indexOf(shape) !== index)).toEqual([]);
});

it.each(Object.entries(operations))("the path of %s is a plain one with members of its input", (_, { path, input }) => {
  expect(path).toMatch(/^(\/([a-z][a-z-]*|\{[a-z]\w*\}))+$/);
  const members = input instanceof z.ZodObject ? Object.keys(input.shape) : [];
  expect(parameterNames(path).filter((name) => !members.includes(name))).toEqual([]);
});
