import { exitCodes } from "#server/commands/input/exit-codes.ts";
import type { ParsedOptions } from "#server/commands/input/read-input.ts";
import { plainText } from "#server/commands/output/plain-text.ts";
import { tableLines } from "#server/commands/output/table.ts";
import type { Terminal } from "#server/commands/terminal.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { InvalidSettingsError } from "#server/config/settings-mistake.ts";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";
import { type AddressToRegister, addressesToRegister } from "./addresses-to-register.ts";
import { checkEntries } from "./check-entries.ts";
import { checkByRunningPortal } from "./check-running-portal.ts";
import { runChecks } from "./run-checks.ts";

interface Checked {
  results: CheckResult[];
  register: AddressToRegister[];
}

/** Validates the settings, reaches what they name, and says what to register where. Exit code 1 when something failed. */
export async function checkCommand(
  load: () => Promise<LoadedSettings>,
  { json }: ParsedOptions,
  terminal: Terminal,
): Promise<number> {
  const checked = await check(load);
  const lines = json ? [JSON.stringify(checked, null, 2)] : linesOf(checked, terminal);
  for (const line of lines) await terminal.out(line);
  return checked.results.some(({ outcome }) => outcome === "failed") ? exitCodes.failed : exitCodes.done;
}

async function check(load: () => Promise<LoadedSettings>): Promise<Checked> {
  try {
    const settings = await load();
    const valid: CheckResult = { outcome: "ok", subject: "settings", found: `valid, mode ${settings.mode}` };
    const entries = await checkEntries(settings);
    const [reached, running] = await Promise.all([runChecks(entries.settings), checkByRunningPortal(settings)]);
    const providers = [...entries.settings.providers, ...running.providers];
    return {
      results: [valid, ...entries.results, ...reached, ...running.results],
      register: addressesToRegister({ providers, origin: settings.origin }),
    };
  } catch (error) {
    if (!(error instanceof InvalidSettingsError)) throw error;
    const results = error.mistakes.map(({ setting, problem, fix }): CheckResult => {
      return { outcome: "failed", subject: `setting ${setting}`, found: problem, fix };
    });
    return { results, register: [] };
  }
}

function linesOf({ results, register }: Checked, { cells }: Terminal): string[] {
  const columns = (names: readonly string[]) => names.map((name) => ({ path: [name], title: name }));
  const fixes = results.flatMap(({ subject, fix, outcome }) =>
    fix ? [`  ${outcome}  ${subject}: ${plainText(fix)}`] : [],
  );
  return [
    ...tableLines(results, columns(["outcome", "subject", "found"]), cells),
    ...(fixes.length > 0 ? ["", "What to do:", ...fixes] : []),
    ...(register.length > 0
      ? ["", "To register at the providers:", ...tableLines(register, columns(["provider", "use", "url"]), cells)]
      : []),
  ];
}
