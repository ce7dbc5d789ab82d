import type { ServerResponse } from "node:http";
import { currentRequestContext } from "./request-context.ts";

/** Security headers of what the BFF answers: data, never a document. */
export interface OwnHeaders {
  /** Flat pairs for an API's answer: few, since they are written with every call. */
  forApiAnswer(): string[];
  /** Everything, for the answers that are the BFF's own. */
  set(response: ServerResponse): void;
}

export function createOwnHeaders(secure: boolean): OwnHeaders {
  const transport = secure ? ["Strict-Transport-Security", "max-age=63072000; includeSubDomains"] : [];
  const always = ["X-Content-Type-Options", "nosniff", ...transport];
  return {
    forApiAnswer() {
      const context = currentRequestContext();
      return context ? [...always, "X-Request-Id", context.requestId] : [...always];
    },
    set(response) {
      const pairs = this.forApiAnswer();
      for (let index = 0; index < pairs.length; index += 2) {
        response.setHeader(pairs[index] as string, pairs[index + 1] as string);
      }
      response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
      response.setHeader("X-Frame-Options", "DENY");
      response.setHeader("Referrer-Policy", "no-referrer");
    },
  };
}
