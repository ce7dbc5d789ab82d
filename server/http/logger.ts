import { AppError } from "#server/errors/app-error.ts";
import { currentRequestContext } from "./request-context.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Readonly<Record<string, unknown>>;

/** One JSON object a line on stderr, with the request's id. Secrets print as `[secret]`; URLs are logged without query. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const order: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };

export function createLogger(
  minimum: LogLevel,
  write = (line: string): void => void process.stderr.write(line),
): Logger {
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (order[level] < order[minimum]) return;
      const context = currentRequestContext();
      const entry = {
        time: new Date().toISOString(),
        level,
        message,
        request_id: context?.requestId,
        ...printable(fields),
      };
      write(`${JSON.stringify(entry)}\n`);
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function printable(fields: LogFields): LogFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? describeError(value) : value]),
  );
}

/**
 * Class, code and message of the whole cause chain. Messages of foreign errors are cut short: a library that quotes
 * what it was sent must not carry it into the log.
 */
function describeError(error: Error, depth = 0): Record<string, unknown> {
  const own = error instanceof AppError ? error.message : error.message.slice(0, 200);
  const described: Record<string, unknown> = { name: error.name, message: own };
  if ("code" in error && typeof error.code === "string") described["code"] = error.code;
  if (depth === 0 && !(error instanceof AppError)) described["stack"] = error.stack?.split("\n").slice(1, 6).join("\n");
  if (error.cause instanceof Error && depth < 4) described["cause"] = describeError(error.cause, depth + 1);
  return described;
}
