import { styleText } from "node:util";
import type { ProviderSettings, Settings } from "#server/config/settings.ts";
import { InvalidSettingsError } from "#server/config/settings-mistake.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";

const bold = (text: string) => styleText("bold", text, { stream: process.stdout });

/** What the terminal says once everything answers: where to go and what to try; also where it listens, if that is elsewhere. */
export function sayReady(
  settings: Pick<Settings, "branding" | "publicUrl" | "origin" | "demo" | "playground" | "admins">,
  providers: readonly Pick<ProviderSettings, "id">[],
  database: string,
  address: string,
): void {
  const lines = ["", `  ${bold(settings.branding.name)} is ready: ${bold(settings.publicUrl)}`];
  if (`http://${address}` !== settings.publicUrl) lines.push(`  It listens on ${address}.`);
  lines.push(
    ...(settings.demo
      ? demoLines(settings)
      : [...callbackLines(settings, providers), ...administrationLines(settings)]),
  );
  lines.push(`  Database: ${database}. Stop with Ctrl-C.`, "");
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** A callback that isn't registered is refused on the provider's page: no log of ours would ever say so. */
function callbackLines(
  { origin }: Pick<Settings, "origin">,
  providers: readonly Pick<ProviderSettings, "id">[],
): string[] {
  const width = Math.max(0, ...providers.map(({ id }) => id.length));
  const lines = providers.map(({ id }) => `    ${id.padEnd(width)}  ${origin}/api/auth/callback/${id}`);
  return lines.length > 0 ? ["  Callback URLs to register at the providers:", ...lines] : [];
}

/** Administrators of the database are unknown here, so the command that makes the first one stands beside the address. */
function administrationLines({ publicUrl, admins }: Pick<Settings, "publicUrl" | "admins">): string[] {
  const grant = "    To make an administrator: npm run portico -- admin grant <address or provider:subject>";
  return [`  Administration: ${publicUrl}/admin`, ...(admins.length > 0 ? [] : [grant])];
}

function demoLines({ demo, publicUrl, playground }: Pick<Settings, "demo" | "publicUrl" | "playground">): string[] {
  if (!demo) return [];
  const steps = [
    ["Sign in as Ada, Grace or Alan", `${publicUrl}/sign-in`],
    ...(playground ? [["Call APIs from browser code", `${publicUrl}/playground`]] : []),
    ["See a frontend on another address do so", `http://localhost:${demo.ports.notebook}`],
    ["Connect an app and give it consent", `http://localhost:${demo.ports.calendarBuddy}`],
    ["See it, and take its access back", `${publicUrl}/connected-apps`],
    ["As Ada, administer the portal", `${publicUrl}/admin`],
  ];
  return [
    "",
    `  ${bold("DEMO MODE")}: no provider is configured, so everything is pretend and only this computer can reach it.`,
    "",
    "  Try it:",
    ...steps.map(([what = "", where], index) => `    ${index + 1}. ${what.padEnd(42)}${where}`),
    "",
    "  Real providers: see “Configuration” in README.md.",
    "",
  ];
}

/** A start that failed: what is wrong, setting by setting, and the fix. */
export function sayMistake(error: AppError): void {
  const lines = ["", "  Portico did not start.", ""];
  if (error instanceof InvalidSettingsError) {
    for (const { setting, problem, fix } of error.mistakes)
      lines.push(`  ✗ ${setting}`, `    ${problem}`, `    Fix: ${fix}`, "");
  } else {
    const entry = errorTable[error.code];
    lines.push(`  ✗ ${entry.title}: ${error.detail ?? entry.cause}`, `    ${entry.nextStep}`, "");
  }
  process.stderr.write(`${lines.join("\n")}\n`);
}
