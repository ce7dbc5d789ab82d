import { IncomingMessage, type ServerResponse } from "node:http";
import type { Handler } from "#server/front-door/room.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { targetPath, targetQuery } from "#server/http/request-target.ts";
import { findRoute } from "#server/routes/find-route.ts";
import type { Route } from "#server/routes/route.ts";
import { outagePageOf, withStatusOf } from "./failed-page.ts";
import { withFrames, withScriptOfFrames } from "./frames-of-page.ts";
import { type AnswerHead, HeldAnswer, isPage, type PageAnswer } from "./page-answer.ts";
import { compressed, withoutScripts } from "./without-scripts.ts";

export interface PageRoomDeps {
  /** Next's. */
  render: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Next's runtime reloads pages then, so they keep their scripts. */
  development: boolean;
  /** Addresses of apps that the page at this target shows in frames. */
  framesOf?: ((target: string) => Promise<readonly string[]>) | undefined;
}

/** What decides how a page is finished. */
interface Finish {
  route: Route;
  scriptFree: boolean;
  compress: boolean;
  /** The error page's code. */
  code: string;
  frames: readonly string[];
}

/** The path of the page that says what failed. */
export const errorPath = "/error";

/**
 * Answers pages: Next renders them, and each one that has to be changed is held once and goes through pure steps in this order:
 * frames allowed, scripts out but the frames' own, compressed, status of the error page.
 *
 * A page that can't be shown because the database can't be reached is answered by the error page at its own address, where a reload
 * recovers: the redirect there, which is all that a page of Next's can do, is not sent.
 */
export function createPageRoom({ render, development, framesOf }: PageRoomDeps): Handler {
  const isScriptFree = (request: IncomingMessage, route: Route) =>
    // Next's own data requests (`rsc`) come from its runtime, which these pages don't have.
    !development && route.scriptFree === true && request.headers["rsc"] === undefined;

  function prepare(request: IncomingMessage, route: Route, frames: readonly string[]): Finish {
    const scriptFree = isScriptFree(request, route);
    const compress = scriptFree && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
    // A page that Next has compressed can't be changed.
    if (scriptFree) delete request.headers["accept-encoding"];
    const code = targetQuery(request.url).get("code") ?? "";
    return { route, scriptFree, compress, code, frames };
  }

  return async (request, response) => {
    const target = request.url ?? "/";
    const route = findRoute(targetPath(target));
    if (route.cacheable) return render(request, response);
    const asked = { method: request.method, headers: { ...request.headers } };
    const requestId = canRepeat(request) ? currentRequestContext()?.requestId : undefined;
    const frames = (route.frames && (await framesOf?.(target).catch(() => []))) || [];
    let finish = prepare(request, route, frames);

    let repeated = false;
    function renderErrorPage(location: string): void {
      repeated = true;
      const page = new URL(location, "http://portal");
      if (!page.searchParams.has("return_to")) page.searchParams.set("return_to", target);
      const errorPage = new IncomingMessage(request.socket);
      Object.assign(errorPage, { ...asked, url: page.pathname + page.search });
      errorPage.push(null);
      finish = prepare(errorPage, findRoute(page.pathname), []);
      answer.startOver();
      render(errorPage, response).catch(() => response.destroy());
    }

    /** Once: an error page that fails in the same way is sent as it is. */
    const outageOf = (head: AnswerHead) => (repeated ? undefined : outagePageOf(head, requestId));
    const answer = new HeldAnswer(response, {
      holds: (head) => (isPage(head) && isChanged(finish)) || outageOf(head) !== undefined,
      finish(whole) {
        const outagePage = outageOf(whole);
        if (outagePage === undefined) return finished(whole, finish);
        renderErrorPage(outagePage);
        return undefined;
      },
    });
    return render(request, response);
  };
}

/** Whether the error page can stand in for the page: not for Next's data requests, and not at a provider's callback, which counts once. */
function canRepeat({ method, headers, url }: IncomingMessage): boolean {
  return (method === "GET" || method === "HEAD") && headers["rsc"] === undefined && !url?.startsWith("/api/");
}

function isChanged({ route, scriptFree, frames }: Finish): boolean {
  return scriptFree || route.path === errorPath || frames.length > 0;
}

function finished(answer: PageAnswer, { route, scriptFree, compress, code, frames }: Finish): PageAnswer {
  let page = withFrames(answer, frames);
  if (scriptFree) page = withoutScripts(page);
  if (scriptFree && frames.length > 0) page = withScriptOfFrames(page);
  // Compressed by what Next answered, not by the failure's status.
  if (compress) page = compressed(page);
  return route.path === errorPath ? withStatusOf(page, code) : page;
}
