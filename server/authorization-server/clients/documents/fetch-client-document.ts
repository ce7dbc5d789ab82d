import { AppError } from "#server/errors/app-error.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { type DocumentDecision, decideClientDocument } from "./client-document-policy.ts";

/** How long a document is used: its Cache-Control within these bounds. */
const freshSeconds = { least: 60, most: 24 * 60 * 60, unsaid: 10 * 60 };
/** How long a refused document, or one that can't be fetched, is not asked for again. */
export const failureSeconds = 30;

/** Errors: none of the network, which are a refusal that may pass. */
export async function fetchClientDocument(
  fetch: GuardedFetch,
  address: string,
): Promise<DocumentDecision & { freshForSeconds: number }> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json" } });
    const contentType = answer.headers.get("content-type") ?? "";
    const decision = decideClientDocument(address, { status: answer.status, contentType, text: await answer.text() });
    return { ...decision, freshForSeconds: freshFor(answer.headers.get("cache-control") ?? "") };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { accepted: false, problem: "it can't be fetched", mayPass: true, freshForSeconds: failureSeconds };
  }
}

function freshFor(cacheControl: string): number {
  const [, maxAge] = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(cacheControl) ?? [];
  const asked = maxAge === undefined ? freshSeconds.unsaid : Number(maxAge);
  const forbidden = /no-store|no-cache/i.test(cacheControl);
  return forbidden ? freshSeconds.least : Math.min(freshSeconds.most, Math.max(freshSeconds.least, asked));
}
