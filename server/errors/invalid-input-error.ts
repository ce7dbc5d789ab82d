import { AppError } from "./app-error.ts";

/** One mistake in what was sent, by the member that has it. Never contains a secret's value. */
export interface InputMistake {
  /** Path of the member, such as `redirectUris.0`; empty for the whole. */
  field: string;
  /** The same in parts, where a member's name may have a dot in it. */
  path?: readonly string[];
  problem: string;
  fix?: string;
}

/** Lists every mistake, so that a form or a program can correct them all at once. */
export class InvalidInputError extends AppError {
  readonly mistakes: readonly InputMistake[];

  constructor(mistakes: readonly InputMistake[]) {
    super("input_invalid", { detail: mistakes.map(({ field, problem }) => `${field}: ${problem}`).join("\n") });
    this.mistakes = mistakes;
  }
}
