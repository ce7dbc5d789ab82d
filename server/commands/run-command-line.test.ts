import { beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { runCommandLine } from "./run-command-line.ts";
import type { Terminal } from "./terminal.ts";

const id = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
const ada = { id, displayName: "Ada", email: "ada@example.com", disabled: false };
const twin = { ...ada, id: "1a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d" };

let called: [name: string, input: unknown][];
let out: string[];
let err: string[];
let asked: string[];
let known: unknown[];
let failure: AppError | undefined;

beforeEach(() => {
  called = [];
  out = [];
  err = [];
  asked = [];
  known = [ada];
  failure = undefined;
});

/** Runs a command against an administration that only remembers. */
function run(line: string, { answer, input = "" }: { answer?: string; input?: string } = {}): Promise<number> {
  const terminal: Terminal = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    cells: 80,
    canAsk: answer !== undefined,
    gone: new AbortController().signal,
    async ask(question) {
      asked.push(question);
      return answer ?? "";
    },
    readInput: async () => input,
  };
  return runCommandLine(line === "" ? [] : line.split(" "), {
    terminal,
    version: "1.2.3",
    loadSettings: () => Promise.reject(new Error("no settings are needed")),
    connect: async () => ({
      async call(name, given) {
        called.push([name, given]);
        if (failure) throw failure;
        if (name === "users.find") return { items: known };
        if (name === "contain.preview") return { counts: { sessions: 3 } };
        if (name === "users.disable") return { id, wasEnabled: true, ended: { sessions: 2 } };
        if (name === "roles.assignments") return { items: [], next: null };
        return { id, wasDisabled: true };
      },
      close: async () => {},
    }),
    readText: () => terminal.readInput(),
  });
}

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
    known = [ada, twin];
    expect(await run("users enable ada@example.com")).toBe(2);
    expect(err.join("\n")).toContain(id);
    expect(err.join("\n")).toContain(twin.id);
    expect(called.map(([name]) => name)).toEqual(["users.find"]);
  });

  it("says that a person is not known", async () => {
    known = [];
    expect(await run("users enable eve@example.com")).toBe(1);
    expect(err[0]).toContain("no person is known by eve@example.com");
  });

  it("names the mistakes of its input by option and ends as a usage mistake", async () => {
    const { InvalidInputError } = await import("#server/admin/invalid-input.ts");
    failure = new InvalidInputError([
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
    failure = new AppError("entry_in_settings");
    expect(await run(`users enable ${id}`)).toBe(1);
    expect(err.join("\n")).toMatch(/^portico: Entry of the configuration file: .*\n {2}Change it in the file/);
    err = [];
    expect(await run(`users enable ${id} --json`)).toBe(1);
    expect(JSON.parse(err.join(""))).toMatchObject({ code: "entry_in_settings", status: 409 });
  });

  it("ends with a code of its own when the database is away", async () => {
    failure = new AppError("database_unavailable");
    expect(await run(`users enable ${id}`)).toBe(4);
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

describe("a command that ends something", () => {
  it("says what will happen to whom, asks, and does it after a yes", async () => {
    expect(await run("users disable ada@example.com", { answer: "yes" })).toBe(0);
    expect(err.slice(0, 2)).toEqual([
      "Disable a person: sessions, access of apps and tokens end at once, everywhere.",
      `  id: Ada <ada@example.com> ${id}`,
    ]);
    expect(asked).toHaveLength(1);
    expect(called.at(-1)).toEqual(["users.disable", { id }]);
    expect(out).toContain("ended        sessions: 2");
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
    ["admin grant ada@example.com", "roles.assign", { role: "admin", person: "ada@example.com" }],
    ["admin revoke corp:42", "roles.remove", { role: "admin", person: "corp:42" }],
    ["admin list", "roles.assignments", { role: "admin" }],
  ])("%s is a short form of %s", async (line, name, input) => {
    await run(line);
    expect(called).toEqual([[name, input]]);
  });

  it("counts before it asks what a containment would end", async () => {
    expect(await run("contain run --users ada --reason leaked", { answer: "n" })).toBe(3);
    expect(called).toEqual([["contain.preview", { users: ["ada"] }]]);
    expect(err[0]).toMatch(/^ {2}counts sessions +3$/);
    expect(err.at(-1)).toBe("Nothing was done.");
  });

  it("needs no question by its former name, which scripts use", async () => {
    expect(await run(`account disable ${id}`)).toBe(0);
    expect(called.at(-1)?.[0]).toBe("users.disable");
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
