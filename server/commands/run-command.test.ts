import { beforeEach, describe, expect, it } from "vitest";
import { operations } from "#server/admin/operations.ts";
import { createCommandWorld, commandPersonId as id } from "#tests/support/command-world.ts";

let { run, called, out, err, asked, answers } = createCommandWorld();
beforeEach(() => {
  ({ run, called, out, err, asked, answers } = createCommandWorld());
  answers["users.find"] = { items: [{ id, displayName: "Ada", email: "ada@example.com", disabled: false }] };
  answers["users.disable"] = { id, wasEnabled: true, ended: { sessions: 2 } };
});

describe("a command that ends something", () => {
  it("says what will happen to whom, asks, and does it after a yes", async () => {
    expect(await run("users disable ada@example.com", { answer: "yes" })).toBe(0);
    expect(err.slice(0, 2)).toEqual([
      "Disable a person: sessions, access of apps and tokens end at once, everywhere.",
      `  id: Ada <ada@example.com> ${id}`,
    ]);
    expect(asked).toHaveLength(1);
    expect(called.at(-1)).toEqual(["users.disable", { id }]);
    expect(out).toContain("ended sessions         2");
  });

  it.each([[""], ["n"], ["yep"]])("does nothing after “%s”", async (answer) => {
    expect(await run(`users disable ${id}`, { answer })).toBe(3);
    expect(called.map(([name]) => name)).toEqual(["users.find"]);
  });

  it("does nothing without a terminal and without --yes", async () => {
    expect(await run(`users disable ${id}`)).toBe(3);
    expect(called).toEqual([]);
    expect(await run(`users disable ${id} --yes`)).toBe(0);
    expect(called.map(([name]) => name)).toEqual(["users.find", "users.disable"]);
  });

  it.each([
    [
      "contain run --users ada --reason leaked",
      "contain.preview",
      { users: ["ada"] },
      { counts: { sessions: 3 } },
      /^ {2}counts sessions +3$/,
    ],
    [
      "policy change --groups corp:staff",
      "policy.preview",
      { groups: ["corp:staff"] },
      { people: 2, first: [] },
      /^ {2}people +2$/,
    ],
  ])("says before it asks what “%s” would end", async (line, preview, input, found, said) => {
    answers[preview] = found;
    expect(await run(line, { answer: "n" })).toBe(3);
    expect(called).toEqual([[preview, input]]);
    expect(err[0]).toMatch(said);
    expect(err.at(-1)).toBe("Nothing was done.");
  });

  it.each([["--dry-run"], ["--dry-run --prune"]])("needs no question for a dry run: %s", async (options) => {
    const input = JSON.stringify({ document: { clients: [] } });
    expect(await run(`setup import --file - ${options}`, { input })).toBe(0);
    expect(called).toHaveLength(1);
    expect(called[0]).toMatchObject(["setup.import", { document: { clients: [] }, dryRun: true }]);
  });

  it("asks when it is no dry run", async () => {
    const input = JSON.stringify({ document: { clients: [] } });
    expect(await run("setup import --file - --no-dry-run", { input })).toBe(3);
    expect(called).toEqual([]);
  });

  it("needs no question by its former name, which scripts use", async () => {
    expect(await run(`account disable ${id}`)).toBe(0);
    expect(called.at(-1)?.[0]).toBe("users.disable");
  });
});

describe("an operation with a preview", () => {
  const previews = Object.entries(operations).flatMap(([name, one]) => ("preview" in one ? [[name, one.preview]] : []));

  it.each(previews)("%s names one that only reads", (_, preview) => {
    const found = Object.entries(operations).find(([name]) => name === preview);
    expect(found?.[1].permission).toMatch(/\.read$/);
  });
});
