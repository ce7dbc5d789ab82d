import type { AdminActor } from "#server/admin/admin-actor.ts";
import { portal } from "#server/portal.ts";
import { errorPagePath } from "../../_error-page.ts";
import { seeOther, sessionOf } from "../../_form.ts";
import { signInPath } from "../../_session.ts";
import { type AuditFilterValues, auditFilters } from "./_filters.ts";

/** Answers a GET of an administrator with a stream; others are led to where a page leads them. */
export async function answerWithStream(
  request: Request,
  answer: (actor: AdminActor, filters: AuditFilterValues) => Promise<Response>,
): Promise<Response> {
  const { pathname, search, searchParams } = new URL(request.url);
  try {
    const session = await sessionOf(request);
    if (!session) return seeOther(signInPath(`${pathname}${search}`));
    const actor = portal().admin.actorOf(session);
    if (!actor) return seeOther(errorPagePath({ name: "AppError", code: "admin_not_allowed" }, "/"));
    return await answer(actor, await auditFilters(Promise.resolve(Object.fromEntries(searchParams))));
  } catch (error) {
    return seeOther(errorPagePath(error, "/admin/audit"));
  }
}

/** Text as it is made, taken as fast as the reader takes it; `return` of the iterator is called when the reader leaves. */
export function textStream(texts: AsyncIterable<string>, onLeave: () => void = () => {}): ReadableStream<Uint8Array> {
  const iterator = texts[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      // First: a stream that waits for something new ends by it.
      onLeave();
      await iterator.return?.();
    },
  });
}
