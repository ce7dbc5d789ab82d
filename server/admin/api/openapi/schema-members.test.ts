import { expect, it } from "vitest";
import { z } from "zod";
import { schemaOf } from "./json-schemas.ts";
import { schemaMembers, typeName } from "./schema-members.ts";

it("lists the members of an object, each followed by those inside it", () => {
  const schema = schemaOf(
    z.object({
      id: z.uuid().describe("Its id"),
      mode: z.enum(["open", "closed"]).default("open"),
      note: z.string().nullable(),
      items: z.array(z.object({ at: z.iso.datetime(), count: z.number().int().optional() })),
    }),
    "input",
  );
  expect(schemaMembers(schema)).toEqual([
    { name: "id", type: "string (uuid)", required: true, description: "Its id" },
    { name: "mode", type: '"open" or "closed"', required: false, description: undefined },
    { name: "note", type: "string or null", required: true, description: undefined },
    { name: "items", type: "list of object", required: true, description: undefined },
    { name: "items[].at", type: "string (date-time)", required: true, description: undefined },
    { name: "items[].count", type: "integer", required: false, description: undefined },
  ]);
});

it("lists the members of each alternative", () => {
  const schema = schemaOf(z.union([z.object({ email: z.string() }), z.object({ group: z.string() })]), "input");
  expect(schemaMembers(schema).map(({ name }) => name)).toEqual(["email", "group"]);
  expect(typeName(schema)).toBe("object");
});
