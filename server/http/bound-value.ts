import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";

const longestText = 500;
const longestName = 100;
const longestList = 50;
/** Of all texts of one value together. */
const mostText = 8_000;
const deepest = 5;
const stackLines = 5;

/**
 * A value as the log keeps it. Much of what is logged is what a caller sent, so that text, lists, nesting and the whole have
 * limits; what was cut says so and how much there was.
 *
 * Shape: JSON data. Errors become class, code, message and the causes; what has a `toJSON` is what that says.
 */
export function boundValue(value: unknown): unknown {
  return bound(value, 0, { left: mostText });
}

/** The beginning of a long text, and how long it was. */
export function boundText(text: string, longest = longestText): string {
  return text.length <= longest ? text : `${text.slice(0, longest).toWellFormed()}… (${text.length} characters)`;
}

interface Budget {
  left: number;
}

function bound(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value === "string") return spend(value, longestText, budget);
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return describeError(value, 0, budget);
  if (value instanceof Secret) return String(value);
  if (depth >= deepest) return Array.isArray(value) ? `… (list of ${value.length})` : "… (nested too deep)";
  if ("toJSON" in value && typeof value.toJSON === "function") return bound(value.toJSON(), depth + 1, budget);
  if (ArrayBuffer.isView(value)) return `… (${value.byteLength} bytes)`;
  return Array.isArray(value) ? boundList(value, depth, budget) : boundObject(value, depth, budget);
}

function spend(text: string, longest: number, budget: Budget): string {
  const said = boundText(text, Math.max(0, Math.min(longest, budget.left)));
  budget.left -= said.length;
  return said;
}

function boundList(list: readonly unknown[], depth: number, budget: Budget): unknown[] {
  const kept: unknown[] = [];
  for (const item of list) {
    if (kept.length === longestList || budget.left <= 0) return [...kept, `… (${list.length} items)`];
    kept.push(bound(item, depth + 1, budget));
  }
  return kept;
}

function boundObject(object: object, depth: number, budget: Budget): Record<string, unknown> {
  const members = Object.entries(object);
  const kept: [string, unknown][] = [];
  for (const [name, item] of members) {
    if (kept.length === longestList || budget.left <= 0) {
      kept.push(["…", `${members.length} members`]);
      break;
    }
    kept.push([spend(name, longestName, budget), bound(item, depth + 1, budget)]);
  }
  return Object.fromEntries(kept);
}

/**
 * Class, code and message of the whole cause chain. Messages of foreign errors are cut shorter: a library that quotes
 * what it was sent must not carry it into the log.
 */
function describeError(error: Error, depth: number, budget: Budget): Record<string, unknown> {
  const foreign = !(error instanceof AppError);
  const described: Record<string, unknown> = {
    name: spend(error.name, longestName, budget),
    message: spend(error.message, foreign ? 200 : longestText, budget),
  };
  if ("code" in error && typeof error.code === "string") described["code"] = spend(error.code, longestName, budget);
  if (depth === 0 && foreign) described["stack"] = frames(error, budget);
  if (error.cause instanceof Error && depth < deepest) {
    described["cause"] = describeError(error.cause, depth + 1, budget);
  }
  return described;
}

/** Only the frames: what stands before them repeats the message. */
function frames({ stack = "", message }: Error, budget: Budget): string {
  const after = stack.includes(message) ? stack.slice(stack.indexOf(message) + message.length) : stack;
  const lines = after.split("\n").filter((line) => line.startsWith("    at "));
  return spend(lines.slice(0, stackLines).join("\n"), 2 * longestText, budget);
}
