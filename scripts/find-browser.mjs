import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ExpectedFailure } from "./expected-failure.mjs";
import { findExecutable, isExecutable } from "./find-executable.mjs";
import { projectRoot } from "./project-root.mjs";
import { runQuietly } from "./run-step.mjs";

const names = ["google-chrome-stable", "google-chrome", "chromium", "chromium-browser", "chrome"];
const downloadTimeoutSeconds = 120;

const usualPlaces = {
  linux: ["/usr/bin", "/usr/local/bin", "/opt/google/chrome", "/snap/bin"],
  darwin: [],
  win32: [],
};

const usualFiles = {
  linux: [],
  darwin: [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    join(homedir(), "Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
  ],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"]
    .map((name) => process.env[name])
    .filter(Boolean)
    .map((folder) => join(folder, "Google\\Chrome\\Application\\chrome.exe")),
};

/** Path of a Chromium for the end-to-end tests, installing one when there is none; and where it came from. */
export async function findBrowser(node) {
  const given = process.env.PORTICO_BROWSER;
  if (given) {
    if (!isExecutable(given)) throw new ExpectedFailure(`portico: PORTICO_BROWSER=${given} can't be run.`);
    return { path: given, origin: "PORTICO_BROWSER" };
  }
  return (await ofPlaywright("Playwright's own")) ?? installed("installed") ?? (await installOne(node));
}

async function ofPlaywright(origin) {
  const { chromium } = await import(pathToFileURL(join(projectRoot, "node_modules/playwright/index.mjs")).href);
  const path = chromium.executablePath();
  return path && existsSync(path) ? { path, origin } : undefined;
}

function installed(origin) {
  const path =
    (usualFiles[process.platform] ?? []).find(isExecutable) ??
    findExecutable(names, usualPlaces[process.platform] ?? []);
  return path ? { path, origin } : undefined;
}

async function installOne(node) {
  console.log("portico: no Chrome or Chromium found: installing one for the end-to-end tests …");
  await runQuietly(node, ["node_modules/playwright/cli.js", "install", "chromium"], {
    timeoutSeconds: downloadTimeoutSeconds,
  });
  const downloaded = await ofPlaywright("downloaded by Playwright");
  if (downloaded) return downloaded;

  const isDebianRoot = process.getuid?.() === 0 && findExecutable(["apt-get"]);
  if (isDebianRoot) {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await runQuietly("apt-get", ["update"], { env });
    await runQuietly("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
    const packaged = installed("Debian's package, installed now");
    if (packaged) return packaged;
  }
  const command = findExecutable(["apt-get"]) ? "sudo apt-get install chromium" : "npx playwright install chromium";
  throw new ExpectedFailure(
    "portico: the end-to-end tests need Chrome or Chromium and none could be installed. Run this once, then again npm test:\n" +
      `\n    ${command}\n\nOr name one: PORTICO_BROWSER=/path/to/chrome npm test`,
  );
}
