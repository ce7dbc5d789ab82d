import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createSettingOrigins } from "./setting-origin.ts";

let directory: string;
let file: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "portico-origins-"));
  file = join(directory, "portico.config.ts");
  writeFileSync(
    join(directory, "apps.ts"),
    `export const apps = [\n  {\n    clientId: "imported",\n    redirectUris: ["https://a.example/cb"],\n  },\n];\n`,
  );
  const text = `import { defineConfig } from "portico/config";
import { apps } from "./apps.ts";

const limits = { signInPerMinute: 5 };
export default defineConfig({
  access: {
    emailDomains: ["example.com"],
  },
  rateLimits: limits,
  providers: [
    { id: "corp", kind: "oidc", clientId: "portal" },
  ],
  clients: [
    ...apps,
    {
      clientId: "calendar",
      "redirectUris": ["https://calendar.example/cb"],
    } as const,
  ],
  apis: {
    "my-api": {
      url: "https://api.example",
      methods: ["GET"],
    },
  },
  resources: [{ identifier: "https://api.example/v1.0", name: "API" }],
});
`;
  writeFileSync(file, text);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const origins = (variables: readonly string[] = [], stored: readonly string[] = []) =>
  createSettingOrigins({
    settings: { sources: { file, variables } },
    isStored: (noun, key) => stored.includes(`${noun} ${key}`),
  });

it.each([
  ["access.emailDomains", 7],
  ["rateLimits.signInPerMinute", 4],
  ["providers[corp].clientId", 11],
  ["providers[0] (corp).clientId", 11],
  ["clients[calendar].redirectUris", 17],
  ["apis.my-api.methods", 23],
  ["resources[https://api.example/v1.0]", 26],
])("finds the line of %s", async (path, line) => {
  expect(await origins()(path)).toEqual({ kind: "file", file, line, exact: true });
});

it("follows an import, and names the file where it stands", async () => {
  expect(await origins()("clients[imported].redirectUris")).toEqual({
    kind: "file",
    file: join(directory, "apps.ts"),
    line: 4,
    exact: true,
  });
});

it("names the nearest part when the member isn't written down", async () => {
  expect(await origins()("clients[calendar].requirePkce")).toMatchObject({ kind: "file", line: 15, exact: false });
});

it("says that it is the default when nothing of it stands anywhere", async () => {
  expect(await origins()("trustedProxies")).toEqual({ kind: "default" });
});

it("names the variable where the file says nothing, and the file where both do", async () => {
  const variables = ["AUTH_GOOGLE_ID", "AUTH_GOOGLE_SECRET", "PORTICO_ACCESS_EMAIL_DOMAINS", "PORTICO_ADMINS"];
  const originOf = origins(variables);
  expect(await originOf("providers[google].clientSecret")).toEqual({
    kind: "environment",
    variable: "AUTH_GOOGLE_SECRET",
  });
  expect(await originOf("admins")).toEqual({ kind: "environment", variable: "PORTICO_ADMINS" });
  expect(await originOf("access.emailDomains")).toMatchObject({ kind: "file", line: 7 });
});

it("names the entry of the database", async () => {
  expect(await origins([], ["clients stored"])("clients[stored].redirectUris")).toEqual({
    kind: "database",
    noun: "clients",
    key: "stored",
  });
});

it("finds nothing without a file, and doesn't fail on one that is gone", async () => {
  const none = createSettingOrigins({ settings: { sources: undefined }, isStored: () => false });
  expect(await none("access")).toEqual({ kind: "default" });
  const gone = createSettingOrigins({
    settings: { sources: { file: join(directory, "gone.ts"), variables: [] } },
    isStored: () => false,
  });
  expect(await gone("access")).toEqual({ kind: "default" });
});
