import { stripVTControlCharacters } from "node:util";
import { expect, it, onTestFinished, vi } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { sayReady } from "./welcome.ts";

function said(publicUrl: string, address: string, config: PorticoConfig = {}): string {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  onTestFinished(() => write.mockRestore());
  const settings = testSettings(config, { mode: "production", publicUrl, redisUrl: "redis://:hush@cache" });
  sayReady(settings, settings.providers, "PostgreSQL 17 at db:5432/portico, events over Redis", address);
  return stripVTControlCharacters(write.mock.calls.map(([text]) => text).join(""));
}

it("says at the start where people go, where it listens if that is elsewhere, and its database once", () => {
  const text = said("https://login.example.com", "0.0.0.0:5151");
  expect(text).toContain("is ready: https://login.example.com\n  It listens on 0.0.0.0:5151.\n");
  expect(text).toContain("  Database: PostgreSQL 17 at db:5432/portico, events over Redis. Stop with Ctrl-C.");
});

it("says an address that is the public one once", () => {
  expect(said("http://localhost:3000", "localhost:3000")).not.toContain("listens");
});

it.each([
  ["with how to make an administrator while the settings name none", {}, true],
  ["alone when the settings name one", { admins: ["ada@example.com"] }, false],
])("says where the administration is, %s", (_, config, says) => {
  const text = said("https://login.example.com", "0.0.0.0:5151", config);
  expect(text).toContain("  Administration: https://login.example.com/admin\n");
  expect(text.includes("npm run portico -- admin grant")).toBe(says);
});
