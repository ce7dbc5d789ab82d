import type { ServerResponse } from "node:http";
import { InvalidInputError } from "#server/admin/invalid-input.ts";
import { loggedPath } from "#server/http/log/logged-path.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { sendProblem, toAppError } from "#server/http/problem.ts";
import { targetPath } from "#server/http/request-target.ts";
import { challengeOf, type RefusedRequest } from "./api-challenges.ts";

/**
 * Answers a failure with problem+json: every mistake of the input with its JSON pointer (RFC 6901), and the challenge that says what
 * a token lacks.
 */
export function refuseRequest(
  response: ServerResponse,
  thrown: unknown,
  { log, ...known }: RefusedRequest & { log: Pick<Logger, "info" | "error"> },
): void {
  const error = toAppError(thrown);
  const path = loggedPath(targetPath(response.req.url));
  if (error.code === "internal_error") log.error("request failed", { error: thrown, path });
  else log.info("request refused", { code: error.code, path });
  const challenge = challengeOf(error, known);
  sendProblem(response, error, {
    headers: challenge === undefined ? {} : { "www-authenticate": challenge },
    extensions: error instanceof InvalidInputError ? { mistakes: error.mistakes.map(told) } : {},
  });
}

function told({ field, problem, fix, path }: InvalidInputError["mistakes"][number]) {
  const names = path ?? (field === "" ? [] : field.split("."));
  const pointer = names.map((name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
  return { field, pointer, problem, ...(fix === undefined ? {} : { fix }) };
}
