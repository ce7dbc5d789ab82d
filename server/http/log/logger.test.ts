import { describe, expect, it } from "vitest";
import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createLogger } from "./logger.ts";

const hostile = {
  provider_id: 'google\n12:00:00 info  audit sign_in.succeeded user_id="ada"',
  key: new Secret("hunter2"),
};

function logged(isTTY: boolean | undefined, fields: Record<string, unknown>): string {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line), ...(isTTY === undefined ? {} : { isTTY }) };
  createLogger("info", output).warn("audit sign_in.failed", fields);
  expect(lines).toHaveLength(1);
  return lines[0] ?? "";
}

it.each([undefined, false])("writes an object a line where nobody reads along (isTTY: %s)", (isTTY) => {
  const line = logged(isTTY, { outcome: "failure", user_id: undefined });
  expect(JSON.parse(line)).toEqual({
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    level: "warn",
    message: "audit sign_in.failed",
    outcome: "failure",
  });
});

it("writes text on a terminal", () => {
  const line = logged(true, { outcome: "failure", attempts: 3, user_id: undefined });
  expect(line).toMatch(/^\d\d:\d\d:\d\d warn {2}audit sign_in\.failed outcome="failure" attempts=3\n$/);
});

it.each([true, false])("lets no value start a line of its own, and prints no secret (isTTY: %s)", (isTTY) => {
  const line = logged(isTTY, hostile);
  expect(line.trimEnd().split("\n")).toHaveLength(1);
  expect(line).toContain("[secret]");
  expect(line).not.toContain("hunter2");
});

it("lets no value command the terminal or turn its text around", () => {
  const line = logged(true, { name: "a\u001b[2Jb\u009b2Jc\u007fd\u202ee", "key\u001b[2J": 1 });
  expect(line).toContain('name="a\\u001b[2Jb\\u009b2Jc\\u007fd\\u202ee" key\\u001b[2J=1');
});

describe("a value that a caller made large", () => {
  const cut = (value: unknown) => JSON.parse(logged(false, { value })).value;

  it.each([
    ["a text", "x".repeat(14_000), 800],
    ["a text that JSON spells longer", '"\\\u0000'.repeat(5_000), 3_200],
    ["a list of texts", Array.from({ length: 5_000 }, () => "x"), 400],
    [
      "an object of many members",
      Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 1])),
      1_000,
    ],
    ["a long name of a member", { ["k".repeat(14_000)]: 1 }, 400],
    ["an error's message", new AppError("request_invalid", { detail: "x".repeat(14_000) }), 900],
    ["a foreign error's message", new Error("x\n".repeat(14_000)), 2_200],
    ["an error's code", Object.assign(new Error("no"), { code: "x".repeat(14_000), name: "y".repeat(14_000) }), 2_200],
    ["the cause of an error", new AppError("internal_error", { cause: new Error("x".repeat(14_000)) }), 900],
    ["bytes", new Uint8Array(14_000), 300],
    ["what makes its own JSON", { toJSON: () => ({ deep: "x".repeat(14_000) }) }, 900],
  ])("is cut and says so: %s", (_case, value, longest) => {
    for (const isTTY of [false, true]) {
      const line = logged(isTTY, { value });
      expect(line).toContain("…");
      expect(line.length).toBeLessThan(longest);
    }
  });

  it("has an end also where lists of lists are full of text", () => {
    const texts = Array.from({ length: 50 }, () => "x".repeat(500));
    expect(logged(false, { value: Array.from({ length: 50 }, () => texts) }).length).toBeLessThan(10_000);
  });

  it("tells its length, and ends nesting where it is too deep", () => {
    expect(cut("x".repeat(14_000))).toBe(`${"x".repeat(500)}… (14000 characters)`);
    expect(cut(Array.from({ length: 60 }, () => 1)).at(-1)).toBe("… (60 items)");
    const endless: Record<string, unknown> = { name: "self" };
    endless["self"] = endless;
    expect(JSON.stringify(cut(endless))).toContain("… (nested too deep)");
  });

  it("is not split within a character", () => {
    expect(cut(`${"x".repeat(499)}😀😀`)).toMatch(/^x{499}\ufffd… \(503 characters\)$/);
  });

  it("is the message too", () => {
    const lines: string[] = [];
    createLogger("info", { write: (line) => void lines.push(line) }).info("m".repeat(14_000));
    expect(lines[0]?.length).toBeLessThan(700);
  });
});

it("keeps values of usual size as they are", () => {
  const value = { at: new Date(0), list: ["a", { b: [1, null, true] }], big: 12n, none: undefined };
  expect(JSON.parse(logged(false, { value })).value).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    list: ["a", { b: [1, null, true] }],
    big: "12",
  });
});

it("leaves out what is below the level asked for", () => {
  const lines: string[] = [];
  const log = createLogger("warn", { write: (line) => void lines.push(line) });
  log.info("quiet");
  log.debug("quieter");
  log.error("loud");
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["loud"]);
});
