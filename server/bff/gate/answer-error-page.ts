import type { ServerResponse } from "node:http";
import type { AppError } from "#server/errors/app-error.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { currentRequestContext } from "#server/http/request-context.ts";

/** Sends a person to the error page, which reads its texts from the closed table. */
export function answerErrorPage(response: ServerResponse, error: AppError): void {
  noteRefusal(error);
  const query = new URLSearchParams({ code: error.code, ref: currentRequestContext()?.requestId ?? "" });
  response.writeHead(303, { location: `/error?${query}`, "cache-control": "no-store", "content-length": 0 });
  response.end();
}
