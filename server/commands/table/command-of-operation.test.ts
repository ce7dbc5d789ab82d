import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { pageInput, pageOf, uuid } from "#server/admin/shapes.ts";
import { commandOfOperation } from "./command-of-operation.ts";

const change = defineOperation({
  method: "PATCH",
  path: "/clients/{id}",
  permission: "clients.write",
  summary: "Change an app",
  input: z.strictObject({
    id: z.string(),
    redirectUris: z.array(z.string()).optional().describe("Where sign-ins return to."),
    format: z.enum(["opaque", "jwt"]).default("opaque"),
    seconds: z.coerce.number().int().optional(),
    enabled: z.boolean().optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    since: z.coerce.date().optional(),
    owner: z.null().or(z.string()).optional(),
    userId: uuid.optional(),
  }),
  output: z.object({ id: z.string() }),
  run: async (_, { id }) => ({ id }),
});

describe("the command of an operation", () => {
  const command = commandOfOperation("clients.change-all", change);

  it("has its words, and the members of the path as positionals", () => {
    expect(command.words).toEqual(["clients", "change-all"]);
    expect(command.positionals).toMatchObject([{ member: "id", name: "id", isPerson: false }]);
  });

  it("writes each member as its type is written", () => {
    expect(command.options.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "redirect-uris list",
      "format text",
      "seconds number",
      "enabled boolean",
      "metadata json",
      "since text",
      "owner text",
      "user-id text",
    ]);
    expect(command.options[0]).toMatchObject({ description: "Where sign-ins return to.", required: false });
    expect(command.options[1]).toMatchObject({ choices: ["opaque", "jwt"], default: "opaque" });
    expect(command.options.at(-1)).toMatchObject({ isPerson: true });
    expect(command.takesFile).toBe(true);
  });

  it("takes the members of every alternative, with the values of all", () => {
    const input = z.discriminatedUnion("by", [
      z.strictObject({ by: z.literal("person"), person: z.string() }),
      z.strictObject({ by: z.literal("app"), client: z.string() }),
    ]);
    const { options } = commandOfOperation("contain.run", {
      ...change,
      path: "/contain",
      input,
      run: async () => ({ id: "" }),
    });
    expect(options.map(({ name, required }) => [name, required])).toEqual([
      ["by", true],
      ["person", false],
      ["client", false],
    ]);
    expect(options[0]?.choices).toEqual(["person", "app"]);
  });

  it("has the fields of an entry as options too, but for names that are taken", () => {
    const entry = z.looseObject({ id: z.string(), name: z.string(), redirectUris: z.array(z.string()).optional() });
    const { options } = commandOfOperation("clients.create", {
      ...change,
      method: "POST",
      input: z.strictObject({ id: z.string(), entry }),
      run: async () => ({ id: "" }),
    });
    expect(options.map(({ name, kind, within }) => [name, kind, within])).toEqual([
      ["entry", "json", undefined],
      ["name", "text", "entry"],
      ["redirect-uris", "list", "entry"],
    ]);
  });

  it("asks for one thing without an option, and follows a list", () => {
    const find = commandOfOperation("users.find", {
      ...change,
      method: "GET",
      path: "/users/named",
      input: z.strictObject({ name: z.string(), ...pageInput }),
      output: pageOf(z.object({ id: uuid })),
      run: async () => ({ items: [], next: null }),
    });
    expect(find.positionals.map(({ name }) => name)).toEqual(["name"]);
    expect(find).toMatchObject({ isList: true, takesFile: false });
  });
});
