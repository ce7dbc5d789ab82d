import { liveEnd, liveEvent, liveHead } from "#components/admin/audit/live-log.ts";
import { createTranslator } from "#components/messages/create-translator.ts";
import { negotiateLocale } from "#components/messages/negotiate-locale.ts";
import { portal } from "#server/portal.ts";
import { errorCodeOf } from "../../../_error-page.ts";
import { listHref } from "../../_list.ts";
import { providerName } from "../../_names.ts";
import { auditInput } from "../_filters.ts";
import { answerWithStream, textStream } from "../_stream.ts";

/** The log as it is written: a page that goes on, for as long as it is open. It needs no script. */
export function GET(request: Request): Promise<Response> {
  return answerWithStream(request, async (actor, { after: _, ...filters }) => {
    const { admin, settings } = portal();
    const t = createTranslator(negotiateLocale(request.headers.get("accept-language")));
    const leaving = new AbortController();
    request.signal.addEventListener("abort", () => leaving.abort());
    const events = await admin.call(
      actor,
      "audit.tail",
      { ...auditInput(filters), last: 20 },
      { signal: leaving.signal },
    );
    const nonce = /'nonce-([^']+)'/.exec(request.headers.get("content-security-policy") ?? "")?.[1] ?? "";
    const names = { providerName, clientNames: settings.clientNames };
    const backHref = listHref("/admin/audit", filters);
    async function* page() {
      yield liveHead(t, { brand: settings.branding.name, nonce, backHref });
      try {
        for await (const event of events) yield liveEvent(t, event, names);
      } catch (error) {
        if (errorCodeOf(error) === "internal_error") portal().reportError(error);
        yield liveEnd(t, backHref);
      }
    }
    return new Response(
      textStream(page(), () => leaving.abort()),
      {
        headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store, no-transform" },
      },
    );
  });
}
