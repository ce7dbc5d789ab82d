import { portal } from "#server/portal.ts";
import { auditInput } from "../_filters.ts";
import { answerWithStream, textStream } from "../_stream.ts";

/** The whole log as far as it matches, as a download. */
export function GET(request: Request): Promise<Response> {
  return answerWithStream(request, async (actor, filters) => {
    const { admin } = portal();
    const csv = new URL(request.url).searchParams.get("format") === "csv";
    const type = csv ? "text/csv" : "application/x-ndjson";
    const items = await admin.call(actor, "audit.export", auditInput(filters), { signal: request.signal });
    const name = `audit-${new Date().toISOString().slice(0, 10)}.${csv ? "csv" : "jsonl"}`;
    return new Response(textStream(admin.textOf("audit.export", items, type)), {
      headers: {
        "content-type": `${type}; charset=utf-8`,
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "no-store, no-transform",
      },
    });
  });
}
