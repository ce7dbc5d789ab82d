import { defineConfig } from "@playwright/test";

const executablePath = process.env["PORTICO_BROWSER"];

// Chromium refuses to run sandboxed as root, and containers give it a tiny /dev/shm.
const asRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "tests/e2e",
  testMatch: "**/*.test.ts",
  outputDir: "test-results",
  workers: 2,
  // Files side by side, the tests of a file in order: each file starts its own portal.
  fullyParallel: false,
  retries: 0,
  forbidOnly: Boolean(process.env["CI"]),
  // Against what never comes. Promises about time are tested with the page's clock in hand.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    headless: true,
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [...(asRoot ? ["--no-sandbox"] : []), "--disable-dev-shm-usage", "--disable-background-networking"],
    },
  },
});
