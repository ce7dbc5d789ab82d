import { describe, expect, it } from "vitest";
import { knownVariables } from "./environment.ts";
import { unknownVariables } from "./unknown-variables.ts";

describe("unknownVariables", () => {
  it.each([
    ["PORTICO_LOGLEVEL", "PORTICO_LOG_LEVEL"],
    ["PORTICO_SECRET", "PORTICO_SECRETS"],
    ["PORTICO_DATADIR", "PORTICO_DATA_DIR"],
    ["portico_url", "PORTICO_URL"],
    ["DATABASE_POOLSIZE", "DATABASE_POOL_SIZE"],
    ["DATABASE_URI", "DATABASE_URL"],
    ["REDIS_URI", "REDIS_URL"],
    ["AUTH_GITHUB_SECRETS", "AUTH_GITHUB_SECRET"],
    ["PORTICO_FEATURE", undefined],
    ["AUTH_GOOGLE_CLIENT_ID", undefined],
  ])("has %s, and that %s was meant", (name, meant) => {
    expect(unknownVariables({ [name]: "x" })).toEqual([{ name, meant }]);
  });

  it("has none that Portico reads, and none of other programs", () => {
    const known = Object.fromEntries(knownVariables.map((name) => [name, "x"]));
    const others = { PATH: "x", DATABASE_NAME: "x", REDIS_HOST: "x", AUTH_GITLAB_ID: "x", PORTER: "x", HOSTNAME: "x" };
    expect(unknownVariables({ ...known, ...others })).toEqual([]);
  });
});
