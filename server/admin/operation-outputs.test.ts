import { describe, expect, it } from "vitest";
import { schemaOf } from "./api/openapi/json-schemas.ts";
import { schemaMembers } from "./api/openapi/schema-members.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";
import { ended, endedOf } from "./shapes.ts";

const all = Object.entries<Operation>(operations);
const membersOf = ({ output }: Operation) => schemaMembers(schemaOf(output, "output"));

/** In the words of the configuration file, where a field that is left out has its default. */
const inFileWords = (operation: string, member: string) =>
  operation === "setup.export" || /^(items\[\]\.)?entry\./.test(member);

describe("the answer of an operation", () => {
  it.each(all)("has all its members: %s", (name, operation) => {
    const left = membersOf(operation).filter((member) => !member.required && !inFileWords(name, member.name));
    expect(left.map((member) => member.name)).toEqual([]);
  });

  it("says what ended in one shape", () => {
    const kinds = Object.keys(ended.shape);
    const ending = all.flatMap(([name, operation]) => {
      const inside = membersOf(operation).flatMap((member) => /^ended\.(.*)$/.exec(member.name)?.[1] ?? []);
      return inside.length > 0 ? [[name, inside] as const] : [];
    });
    for (const [name, inside] of ending) expect([name, inside]).toEqual([name, kinds]);
    expect(ending.map(([name]) => name)).toEqual(
      expect.arrayContaining(["users.disable", "sessions.end", "grants.revoke", "clients.disable", "contain.get"]),
    );
    expect(ending.map(([name]) => name)).toEqual(
      expect.arrayContaining(["setup.import", "providers.delete", "clients.remove-registered", "users.delete"]),
    );
  });

  it("counts access of apps as one kind, and as 0 what the act doesn't count", () => {
    expect(endedOf({ sessions: 2, apps: 1, grants: 2, upstream_tokens: 3 })).toEqual({
      sessions: 2,
      grants: 3,
      accessTokens: 0,
      refreshTokens: 0,
      providerTokens: 3,
    });
  });
});
