import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { browserPackage, buildBrowserPackage } from "./build-browser-package.mjs";
import { projectRoot } from "./project-root.mjs";

// A frontend of somebody else's that has installed what `npm pack` made, without a network.
let consumer;
let packed;

/** Compilers and npm as processes of their own: on a busy machine each takes many seconds. */
const patientMs = 180_000;

beforeAll(async () => {
  await buildBrowserPackage(process.execPath);
  consumer = mkdtempSync(join(tmpdir(), "portico-consumer-"));
  const [{ filename, files }] = JSON.parse(
    execFileSync("npm", ["pack", "--json", "--offline", "--pack-destination", consumer], {
      cwd: browserPackage,
      encoding: "utf8",
      shell: process.platform === "win32",
    }),
  );
  packed = files.map(({ path }) => path).sort();
  const installed = join(consumer, "node_modules/portico");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(consumer, filename), "-C", installed, "--strip-components=1"]);
  mkdirSync(join(consumer, "node_modules/@types"));
  for (const name of ["react", "react-dom", "@types/react", "csstype", "scheduler"])
    symlinkSync(join(projectRoot, "node_modules", name), join(consumer, "node_modules", name), "junction");
  writeFileSync(join(consumer, "package.json"), '{ "type": "module" }');
}, patientMs);

afterAll(() => rmSync(consumer, { recursive: true, force: true }));

function write(name, text) {
  writeFileSync(join(consumer, name), text);
}

function run(...args) {
  return execFileSync(process.execPath, args, { cwd: consumer, encoding: "utf8" });
}

it("is a package of its own: JavaScript, types and licence, and nothing to install but React", () => {
  expect(packed).toEqual(
    [
      "LICENSE",
      "package.json",
      ...["bff", "bff-error", "index", "look-pace", "react", "user"].flatMap((name) => [`${name}.d.ts`, `${name}.js`]),
    ].sort(),
  );
});

it("runs where TypeScript doesn't", () => {
  write(
    "use.js",
    `import { createBff } from "portico/client";
     import { BffProvider, useUser } from "portico/react";
     import { createElement } from "react";
     import { renderToString } from "react-dom/server";
     const bff = createBff({ baseUrl: "https://login.example" });
     bff.close();
     const Who = () => String(useUser());
     console.log(typeof bff.fetch, renderToString(createElement(BffProvider, null, createElement(Who))));`,
  );
  expect(run("use.js").trim()).toBe("function undefined");
});

const use = `import { type Bff, createBff, type User } from "portico/client";
  import { BffProvider, useSession } from "portico/react";
  export const bff: Bff = createBff({ checkSeconds: 2 });
  export const name = async (): Promise<string | undefined> => (await bff.user())?.name;
  export const stop = bff.on("change", (user: User | null) => console.log(user?.sub));
  export const Page = () => <BffProvider options={{ warnSeconds: 30 }}><Out /></BffProvider>;
  const Out = () => <button onClick={() => useSession().logout()}>{useSession().user?.name}</button>;
`;

function typeCheck(source, module, moduleResolution) {
  write("use.tsx", source);
  const compilerOptions = { strict: true, jsx: "react-jsx", noEmit: true, target: "es2022", types: [] };
  write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: { ...compilerOptions, module, moduleResolution }, files: ["use.tsx"] }),
  );
  return run(join(projectRoot, "node_modules/typescript/bin/tsc"), "-p", ".");
}

it.each([
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
])(
  "type-checks in a consumer with module %s",
  (module, resolution) => {
    expect(typeCheck(use, module, resolution)).toBe("");
    expect(() => typeCheck(`${use} bff.on("logout", () => {});`, module, resolution)).toThrow();
  },
  patientMs,
);
