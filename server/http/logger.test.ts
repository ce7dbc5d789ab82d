import { expect, it } from "vitest";
import { Secret } from "#server/crypto/secret.ts";
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

it("leaves out what is below the level asked for", () => {
  const lines: string[] = [];
  const log = createLogger("warn", { write: (line) => void lines.push(line) });
  log.info("quiet");
  log.debug("quieter");
  log.error("loud");
  expect(lines.map((line) => JSON.parse(line).message)).toEqual(["loud"]);
});
