import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { createCommandWorld, commandPersonId as id } from "#tests/support/command-world.ts";

const ada = { id, displayName: "Ada", email: "ada@example.com", disabled: false };
const twin = { ...ada, id: "1a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d" };

let { run, called, out, err, answers } = createCommandWorld();
beforeEach(() => {
  ({ run, called, out, err, answers } = createCommandWorld());
  answers["users.find"] = { items: [ada] };
  answers["roles.assignments"] = { items: [], next: null };
});

describe("a command", () => {
  it("takes a person by address, and prints what was done", async () => {
    expect(await run("users enable ada@example.com")).toBe(0);
    expect(called).toEqual([
      ["users.find", { name: "ada@example.com" }],
      ["users.enable", { id }],
    ]);
    expect(out).toEqual([`id            ${id}`, "was disabled  yes"]);
  });

  it("takes a person by id without looking them up, and answers JSON as the API does", async () => {
    expect(await run(`users enable ${id} --json`)).toBe(0);
    expect(called).toHaveLength(1);
    expect(JSON.parse(out.join("\n"))).toEqual({ id, wasDisabled: true });
  });

  it("lists all people that an address can mean, and changes nothing", async () => {
    answers["users.find"] = { items: [ada, twin] };
    expect(await run("users enable ada@example.com")).toBe(2);
    expect(err.join("\n")).toContain(id);
    expect(err.join("\n")).toContain(twin.id);
    expect(called.map(([name]) => name)).toEqual(["users.find"]);
  });

  it("says that a person is not known", async () => {
    answers["users.find"] = { items: [] };
    expect(await run("users enable eve@example.com")).toBe(1);
    expect(err[0]).toContain("no person is known by eve@example.com");
  });

  it("names the mistakes of its input by option and ends as a usage mistake", async () => {
    const { InvalidInputError } = await import("#server/admin/invalid-input.ts");
    answers["users.enable"] = new InvalidInputError([
      { field: "redirectUris.0", problem: "It is no address.", fix: "Write https://…" },
    ]);
    expect(await run(`users enable ${id}`)).toBe(2);
    expect(err).toEqual([
      "portico: The input has mistakes.",
      "  ✗ --redirect-uris.0: It is no address.",
      "    Fix: Write https://…",
    ]);
  });

  it("says a failure as cause and next step, or as a problem in JSON", async () => {
    answers["users.enable"] = new AppError("entry_in_settings");
    expect(await run(`users enable ${id}`)).toBe(1);
    expect(err.join("\n")).toMatch(/^portico: Entry of the configuration file: .*\n {2}Change it in the file/);
    err.length = 0;
    expect(await run(`users enable ${id} --json`)).toBe(1);
    expect(JSON.parse(err.join(""))).toMatchObject({ code: "entry_in_settings", status: 409 });
  });

  it("ends with a code of its own when the database is away", async () => {
    answers["users.enable"] = new AppError("database_unavailable");
    expect(await run(`users enable ${id}`)).toBe(4);
  });
});

describe("a short form", () => {
  it.each([
    ["admin grant ada@example.com", "roles.assign", { role: "admin", person: "ada@example.com" }],
    ["admin revoke corp:42", "roles.remove", { role: "admin", person: "corp:42" }],
    ["admin list", "roles.assignments", { role: "admin" }],
  ])("%s is %s", async (line, name, input) => {
    await run(line);
    expect(called).toEqual([[name, input]]);
  });
});

describe("the input of a command", () => {
  it("comes as JSON from standard input, with options and fields over it", async () => {
    const file = JSON.stringify({ withSecret: true, entry: { clientId: "notes", name: "old" } });
    const line =
      "clients create --file - --name Notes --redirect-uris https://a.example/cb --redirect-uris https://b.example/cb --yes";
    await run(line, { input: file });
    expect(called).toEqual([
      [
        "clients.create",
        {
          withSecret: true,
          entry: { clientId: "notes", name: "Notes", redirectUris: ["https://a.example/cb", "https://b.example/cb"] },
        },
      ],
    ]);
  });

  it.each([
    ["no JSON", "{ secret: 1", "standard input is no JSON"],
    ["no object", "[1]", "standard input has to be a JSON object"],
  ])("is refused when it is %s, and not quoted", async (_, input, problem) => {
    expect(await run("clients create --file - --yes", { input })).toBe(2);
    expect(err.join("\n")).toContain(problem);
    expect(err.join("\n")).not.toContain("secret");
    expect(called).toEqual([]);
  });

  it("is refused when an option that takes one value is given twice", async () => {
    expect(await run("clients change notes --name a --name b --yes")).toBe(2);
    expect(err[0]).toContain("--name is given more than once");
  });
});

describe("a command line with a mistake", () => {
  it.each([
    ["usres list", 'no command "usres"', 'Did you mean "users"?'],
    ["users disabel x", 'no command "disabel" after "users"', 'Did you mean "disable"?'],
    ["users wxyz", 'no command "wxyz"', "Known: find, "],
    [`users enable ${id} --jsno`, 'no option "--jsno"', 'Did you mean "--json"?'],
    ["users enable", "Not enough non-option arguments", ""],
    [`users enable ${id} again`, "a word too many: again", ""],
    ["users", "A command is missing", ""],

    ["", "A command is missing", ""],
  ])("portico %s is refused with what to write", async (line, problem, fix) => {
    expect(await run(line)).toBe(2);
    expect(err.join("\n")).toContain(problem);
    expect(err.join("\n")).toContain(fix);
    expect(called).toEqual([]);
  });
});
