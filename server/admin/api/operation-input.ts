import type { IncomingMessage } from "node:http";
import { InvalidInputError } from "#server/admin/invalid-input.ts";
import { membersOf, valueOfTexts } from "#server/admin/text-values.ts";
import { targetQuery } from "#server/http/request-target.ts";
import type { FoundOperation } from "./operation-routes.ts";
import { readJsonObject } from "./read-json.ts";

/** Whether an operation takes its members in a JSON body; of the others they stand in the query. */
export function takesBody(method: string): boolean {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

/**
 * What a request gives to an operation: the segments of the path, and the query or the body.
 *
 * Errors: content_type_unsupported; request_invalid; input_invalid for a member that also stands in the path, and for a query where
 *         a body is expected.
 */
export async function readInput(
  request: IncomingMessage,
  { operation, parameters }: FoundOperation,
): Promise<Record<string, unknown>> {
  const members = membersOf(operation.input);
  const query = targetQuery(request.url);
  const names = [...new Set(query.keys())];
  const inQuery = names.map((name): [string, unknown] => [name, valueOfTexts(query.getAll(name), members.get(name))]);
  const body = takesBody(operation.method) ? await readJsonObject(request) : undefined;
  const misplaced = body ? names : [];
  const given = body ?? Object.fromEntries(inQuery);
  const doubled = [...parameters.keys()].filter((name) => Object.hasOwn(given, name));
  if (misplaced.length + doubled.length > 0) {
    throw new InvalidInputError([
      ...misplaced.map((field) => ({ field, problem: "It belongs in the body.", fix: "Send it in the JSON body." })),
      ...doubled.map((field) => ({ field, problem: "It stands in the path.", fix: "Leave it out." })),
    ]);
  }
  const inPath = [...parameters].map(([name, text]) => [name, valueOfTexts([text], members.get(name))]);
  return { ...given, ...Object.fromEntries(inPath) };
}
