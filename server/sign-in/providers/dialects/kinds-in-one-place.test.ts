import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../../../../", import.meta.url));

/** Where the name of a kind may stand, and why. */
const allowed = new Set([
  // What reading the settings needs of a kind.
  "server/config/providers/provider-kinds.ts",
  // The demo's providers, and their credentials.
  "server/config/demo-settings.ts",
  "server/config/settings.ts",
  // The drawing of a brand.
  "components/parts/provider-mark.tsx",
]);
const dialects = "server/sign-in/providers/dialects/";
const kinds = /["'`](google|microsoft|microsoft-entra-id|github|facebook)["'`]/;

function sources(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$|\/generated\//.test(path));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}

it("names a kind of provider in its dialect and in the table of kinds only", () => {
  const naming = ["server", "app", "components", "client"]
    .flatMap(sources)
    .filter((path) => kinds.test(withoutComments(readFileSync(`${root}${path}`, "utf8"))))
    .filter((path) => !path.startsWith(dialects) && !allowed.has(path));
  expect(naming).toEqual([]);
});

it("finds the names where they are allowed, so that the search works", () => {
  const found = [...allowed].filter((path) => kinds.test(readFileSync(`${root}${path}`, "utf8")));
  expect(found).toEqual([...allowed]);
});
