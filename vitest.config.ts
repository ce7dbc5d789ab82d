import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{server,components,app,demo,client,bench}/**/*.test.{ts,tsx}", "scripts/**/*.test.{ts,mjs}"],
        },
      },
      {
        extends: true,
        test: {
          name: "flow",
          include: ["tests/{flow,security,contract,conformance}/**/*.test.ts"],
          // Real servers, real databases: what takes long here is a start, not a wait.
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
    environment: "node",
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Vitest's own second is shorter than one query takes on a busy machine; what never comes shall still say what it was.
    expect: { poll: { timeout: 15_000 } },
    // A test that passes only the second time has failed.
    retry: 0,
    allowOnly: !process.env["CI"],
  },
});
