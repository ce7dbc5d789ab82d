import { expect, it } from "vitest";
import { createResourceSpelling } from "./resource-spelling.ts";

it.each([
  ["https://api.example/mcp/", "https://api.example/mcp"],
  ["https://API.example:443/mcp", "https://api.example/mcp"],
  ["https://api.example/x/../mcp", "https://api.example/mcp"],
  ["https://root.example/", "https://root.example"],
  ["https://slash.example/mcp", "https://slash.example/mcp/"],
  ["https://query.example/mcp/?tenant=1", "https://query.example/mcp?tenant=1"],
])("knows %s as %s", (asked, declared) => {
  const identifiers = ["api.example/mcp", "root.example", "slash.example/mcp/", "query.example/mcp?tenant=1"];
  expect(createResourceSpelling(identifiers.map((rest) => `https://${rest}`))(asked)).toBe(declared);
});

it.each([
  "https://api.example/mcp2",
  "https://api.example/mcp/v2",
  "https://api.example/",
  "https://api.example/mcp?x=1",
  "https://api.example/mcp#",
  "https://api.example/mcp//",
  "http://api.example/mcp",
  "https://api.example:8443/mcp",
  "https://api.example.evil.example/mcp",
  "mcp",
])("leaves %s as it is", (asked) => {
  expect(createResourceSpelling(["https://api.example/mcp"])(asked)).toBe(asked);
});

it("keeps two identifiers apart that differ by the slash only", () => {
  const spell = createResourceSpelling(["https://api.example/mcp", "https://api.example/mcp/"]);
  expect(spell("https://api.example/mcp/")).toBe("https://api.example/mcp/");
  expect(spell("https://api.example/mcp")).toBe("https://api.example/mcp");
  expect(spell("https://API.example/mcp")).toBe("https://API.example/mcp");
});

it("takes addresses of other schemes by their scheme too", () => {
  const spell = createResourceSpelling(["urn:example:api"]);
  expect(spell("urn:example:api")).toBe("urn:example:api");
  expect(spell("tag:example:api")).toBe("tag:example:api");
});
