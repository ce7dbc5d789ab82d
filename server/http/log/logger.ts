import { boundText, boundValue } from "#server/http/bound-value.ts";
import { currentRequestContext } from "#server/http/request-context.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * One JSON object a line on stderr, or on a terminal the same as text; with the request's id. Secrets print as `[secret]`;
 * URLs are logged without query; long values are cut (bound-value.ts).
 */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

export interface LogOutput {
  write(line: string): void;
  /** A terminal. */
  isTTY?: boolean;
}

export function createLogger(minimum: LogLevel, output: LogOutput = process.stderr): Logger {
  const format = output.isTTY ? asText : (entry: LogEntry) => JSON.stringify(entry);
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (order[level] < order[minimum]) return;
      const context = currentRequestContext();
      const entry = {
        time: new Date().toISOString(),
        level,
        message: boundText(message),
        request_id: context?.requestId,
        ...(boundValue(fields) as LogFields),
      };
      output.write(`${format(entry)}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

interface LogEntry {
  time: string;
  level: LogLevel;
  message: string;
  [field: string]: unknown;
}

/** What a terminal obeys (JSON escapes only C0, and only in values), and what turns the direction of the text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for here
const obeyed = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Values as JSON, so that none can start a line of its own; what is undefined is left out, as in JSON. */
function asText({ time, level, message, ...fields }: LogEntry): string {
  const said = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [time.slice(11, 19), level.padEnd(5), message, ...said].join(" ").replace(obeyed, escaped);
}
