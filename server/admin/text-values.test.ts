import { expect, it } from "vitest";
import { z } from "zod";
import { membersOf, valueOfTexts } from "./text-values.ts";

const input = z.strictObject({
  name: z.string(),
  limit: z.coerce.number().int().default(50),
  active: z.boolean().optional(),
  kinds: z.array(z.enum(["a", "b"])).optional(),
  ports: z.array(z.number()).nullable(),
});

it.each([
  ["name", ["12"], "12"],
  ["limit", ["12"], 12],
  ["limit", ["-1.5"], -1.5],
  ["limit", ["twelve"], "twelve"],
  ["limit", ["1e3"], "1e3"],
  ["limit", [""], ""],
  ["active", ["true"], true],
  ["active", ["false"], false],
  ["active", ["yes"], "yes"],
  ["kinds", ["a"], ["a"]],
  ["kinds", ["a", "b"], ["a", "b"]],
  ["ports", ["1", "x"], [1, "x"]],
  ["name", ["a", "b"], ["a", "b"]],
  ["unknown", ["1"], "1"],
])("reads %s=%j as its schema says", (name, texts, value) => {
  expect(valueOfTexts(texts, membersOf(input).get(name))).toEqual(value);
});

it("knows the members of a choice of objects", () => {
  const choice = z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("person"), id: z.string() }),
    z.strictObject({ kind: z.literal("count"), most: z.number() }),
  ]);
  expect([...membersOf(choice).keys()].sort()).toEqual(["id", "kind", "most"]);
  expect(valueOfTexts(["7"], membersOf(choice).get("most"))).toBe(7);
});
