import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { canonicalizeRequest } from "#server/authorization-server/requests/canonical-request.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { type RequestContext, runInRequestContext } from "#server/http/request-context.ts";
import { createInProcessExchange, type ExchangedAnswer } from "./in-process-exchange.ts";

export interface DryBrowser {
  /** Where an address leads. */
  follow(path: string): Promise<string>;
  /** The app's own request, or one with its token. */
  send(path: string, options: { form?: URLSearchParams; token?: string }): Promise<ExchangedAnswer>;
  /** As a Cookie header. */
  cookies(): string;
  /** The last refusal that was noted: nothing of it is kept. */
  refusal(): AppError | undefined;
  /** Runs what isn't a request here as if it came with one, so that its refusals are noted here as well. */
  within<T>(work: () => Promise<T>): Promise<T>;
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * A browser and an app at an authorization server in this process: with cookies of its own, and a context of its own, so that what is
 * refused here counts as no refusal of the request that asks for the dry run.
 */
export function createDryBrowser(answer: Answering, publicUrl: URL): DryBrowser {
  const cookies = new Map<string, string>();
  const refusals: AppError[] = [];
  const context: RequestContext = {
    requestId: randomUUID(),
    clientAddress: "",
    userAgent: undefined,
    onRefused: (error) => void refusals.push(error),
  };
  const within = <T>(work: () => Promise<T>) => runInRequestContext(context, work);
  const cookieHeader = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

  const exchange = createInProcessExchange((request, response) => {
    void within(async () => {
      canonicalizeRequest(request, publicUrl);
      await answer(request, response);
    }).catch(() => response.destroy());
  });

  function keep(lines: readonly string[] = []): void {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
  }

  return {
    async follow(path) {
      const answered = await exchange({
        method: "GET",
        path,
        headers: { accept: "text/html", cookie: cookieHeader() },
      });
      keep(answered.headers["set-cookie"]);
      const { location } = answered.headers;
      if (location === undefined) throw new Error(`a dry run ended with ${answered.status} and no address`);
      return location;
    },
    send(path, { form, token }) {
      const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const headers = { accept: "application/json", ...authorization };
      return exchange(form ? { method: "POST", path, headers, body: form } : { method: "GET", path, headers });
    },
    cookies: cookieHeader,
    refusal: () => refusals.at(-1),
    within,
  };
}
