import { AppError } from "#server/errors/app-error.ts";

/** One mistake in the configuration, as the operator reads it. Never contains a secret's value. */
export interface SettingsMistake {
  /** Environment variable or path in portico.config.ts. */
  setting: string;
  problem: string;
  fix: string;
}

/** Lists every mistake, so that one restart is enough to correct them all. */
export class InvalidSettingsError extends AppError {
  readonly mistakes: readonly SettingsMistake[];

  constructor(mistakes: readonly SettingsMistake[]) {
    super("invalid_settings", {
      detail: mistakes.map(({ setting, problem, fix }) => `${setting}: ${problem} Fix: ${fix}`).join("\n"),
    });
    this.mistakes = mistakes;
  }
}
