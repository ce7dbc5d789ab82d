import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";

/** A consent form has a box for each scope; nothing honest comes near. */
export const formParametersMax = 1_000;
const ampersand = 0x26;

/**
 * Counts the parameters of a form as its bytes arrive, so that one with more than an honest one has is refused before a room takes
 * it apart: 64 kB hold 32,000. To be called in the turn in which the request came, before any of its body; the answer is when the
 * body is whole.
 *
 * Nothing is read: the body waits in the request for the room, and Next refuses a body that was read before. It fits there,
 * because its length is known and modest (require-modest-body.ts); how long it may take is limited (limit-body-time.ts). A form
 * that is too short to hold too many isn't waited for.
 *
 * Errors: too_many_parameters; request_invalid when the body breaks off.
 */
export function watchForm(request: IncomingMessage): () => Promise<void> {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  const bytes = Number(request.headers["content-length"] ?? 0);
  if (type !== "application/x-www-form-urlencoded" || bytes < formParametersMax) return async () => undefined;
  const whole = arrive(request);
  // Not awaited when the request is refused for another reason.
  whole.catch(() => undefined);
  return () => whole;
}

function arrive(request: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const push = request.push.bind(request);
    let count = 1;
    request.push = (chunk: Buffer | null, encoding?: BufferEncoding) => {
      if (chunk === null) resolve();
      else for (const byte of chunk) if (byte === ampersand) count++;
      if (count > formParametersMax) {
        reject(new AppError("too_many_parameters", { detail: `more than ${formParametersMax} in the form` }));
      }
      return push(chunk, encoding);
    };
    request.once("close", () => reject(new AppError("request_invalid", { detail: "the body broke off" })));
  });
}
