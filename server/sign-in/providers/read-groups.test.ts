import { expect, it } from "vitest";
import { readGroups } from "./read-groups.ts";

it.each<[string, unknown, string[]]>([
  ["a list", ["staff", "wiki editors"], ["staff", "wiki editors"]],
  ["one name alone", "staff", ["staff"]],
  ["a name twice", ["staff", "staff"], ["staff"]],
  ["names that are none", ["staff", 7, null, { name: "admins" }, "", " admins"], ["staff"]],
  ["a name that would become two", ["guests,admins"], []],
  ["a name that would end a header", ["guests\r\nX-Admin: 1", "a\u007f"], []],
  ["a name that can't be kept", ["staff", "a\u0000", "\ud83d", "b\ude00"], ["staff"]],
  ["a very long name", ["x".repeat(129)], []],
  ["more than anybody is in", Array.from({ length: 201 }, (_, index) => `g${index}`), []],
  ["something else", { admins: true }, []],
  ["nothing", undefined, []],
])("reads %s", (_what, groups, expected) => {
  expect(readGroups("groups", { groups }).groups).toEqual(expected);
});

it("reads no claim that the operator didn't name", () => {
  const claims = { groups: ["admins"], roles: ["owner"] };
  expect(readGroups(undefined, claims)).toEqual({ groups: [], leftOut: undefined });
  expect(readGroups("roles", claims).groups).toEqual(["owner"]);
  expect(readGroups("constructor", claims).groups).toEqual([]);
});

it.each<[string, Record<string, unknown>, string | undefined]>([
  ["nothing when all are kept", { groups: ["staff"] }, undefined],
  ["nothing when there is no claim", {}, undefined],
  [
    "how many are too many",
    { groups: Array.from({ length: 201 }, (_, index) => `g${index}`) },
    "all 201: more than 200",
  ],
  ["how many names can't be used", { groups: ["staff", "a,b", 7] }, "2: no text"],
  ["that the provider sent a link", { _claim_names: { groups: "src1" } }, "all: the provider sent a link"],
])("says of what it leaves out %s", (_what, claims, expected) => {
  const { leftOut } = readGroups("groups", claims);
  if (expected === undefined) expect(leftOut).toBeUndefined();
  else expect(leftOut).toContain(expected);
});
