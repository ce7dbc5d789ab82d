import { expect, it } from "vitest";
import type { MigrationFile } from "./migration-files.ts";
import { decideMigrations, type MigrationRow } from "./migration-policy.ts";

const file = (name: string, checksum = name): MigrationFile => ({
  name,
  sql: "",
  checksum,
  equivalentChecksums: [`${checksum}-crlf`],
});
const row = (name: string, more: Partial<MigrationRow> = {}): MigrationRow => ({
  name,
  checksum: name,
  finished: true,
  rolledBack: false,
  ...more,
});
const files = [file("1"), file("2")];

it("applies everything to an empty database", () => {
  expect(decideMigrations(files, [])).toEqual({ kind: "apply", pending: files });
});

it("applies what is not recorded, also between recorded ones", () => {
  expect(decideMigrations(files, [row("2")])).toEqual({ kind: "apply", pending: [files[0]] });
});

it("applies again what was rolled back", () => {
  expect(decideMigrations(files, [row("1", { rolledBack: true, finished: false }), row("2")])).toEqual({
    kind: "apply",
    pending: [files[0]],
  });
});

it("accepts a checkout with other line ends", () => {
  expect(decideMigrations(files, [row("1", { checksum: "1-crlf" }), row("2")])).toEqual({ kind: "apply", pending: [] });
});

it.each([
  ["changed", [row("1", { checksum: "other" })], "1"],
  ["failed", [row("1"), row("2", { finished: false })], "2"],
  ["newer_database", [row("1"), row("2"), row("3")], "3"],
] as const)("refuses: %s", (reason, rows, migration) => {
  expect(decideMigrations(files, rows)).toEqual({ kind: "refuse", reason, migration });
});
