import type { Operation } from "#server/admin/operation.ts";

/** How the value of an option is written: `list` repeats the option, `json` takes JSON. */
export type ValueKind = "text" | "number" | "boolean" | "list" | "json";

/** One member of an operation's input at the command line. */
export interface CommandValue {
  /** The member of the input, or of the object `within` it. */
  member: string;
  within: string | undefined;
  /** As it is written: `redirect-uris`. */
  name: string;
  kind: ValueKind;
  required: boolean;
  description: string | undefined;
  choices: readonly string[] | undefined;
  default: unknown;
  /** It means a person, who can be named by id, address or provider:subject. */
  isPerson: boolean;
}

/** `portico <words> [positionals] [options]`: one operation of the administration. */
export interface Command {
  words: readonly string[];
  operationName: string;
  operation: Operation;
  positionals: readonly CommandValue[];
  options: readonly CommandValue[];
  /** The input has members that only JSON can say, or many: `--file` takes all of them. */
  takesFile: boolean;
  /** It ends or gives away something, so it is confirmed. */
  isDestructive: boolean;
  /** It answers a page of a list, which `--all` follows to the end. */
  isList: boolean;
  /** It answers items one by one. */
  isStream: boolean;
}

/** The options of every command, which no member of an input may be named like. */
export const commonOptions = ["json", "jsonl", "all", "file", "yes", "if-match", "help", "version"] as const;
