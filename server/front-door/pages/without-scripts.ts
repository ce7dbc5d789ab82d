import { gzipSync } from "node:zlib";
import { isPage, type PageAnswer } from "./page-answer.ts";

/** React writes no other scripts than these; in what they quote, "<" is escaped. */
const scripts = /<script\b[^>]*>.*?<\/script>|<link\b[^>]*\bas="script"[^>]*>/gs;

/**
 * The page without its scripts, and with a policy that allows none: Next would send its runtime along (about 450 kB) although
 * nothing in these pages needs it.
 *
 * Failures of rendering (5xx) stay as they are, because Next shows them by script.
 */
export function withoutScripts(answer: PageAnswer): PageAnswer {
  if (!isPage(answer) || answer.status >= 500) return answer;
  const policy = String(answer.headers["content-security-policy"] ?? "");
  return {
    status: answer.status,
    headers: {
      ...answer.headers,
      "content-security-policy": policy.replace(/script-src [^;]*/, "script-src 'none'"),
      etag: undefined,
      "content-length": undefined,
    },
    body: Buffer.from(answer.body.toString("utf8").replaceAll(scripts, "")),
  };
}

/** Next's compression is off for pages that are held (page-room.ts), because compressed pages can't be changed. */
export function compressed(answer: PageAnswer): PageAnswer {
  if (!isPage(answer) || answer.status >= 500 || answer.body.length === 0) return answer;
  return { ...answer, headers: { ...answer.headers, "content-encoding": "gzip" }, body: gzipSync(answer.body) };
}
