import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Settings } from "#server/config/settings.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { createTooLargePage } from "#server/front-door/pages/too-large-page.ts";
import { createPlantedCookies } from "#server/http/cookies/planted-cookies.ts";

interface ParseError extends Error {
  code?: string;
  rawPacket?: Buffer;
}

/** Node keeps the answer under way there. */
type ClientSocket = Duplex & { _httpMessage?: ServerResponse | null };

/**
 * Answers what Node's parser refuses, before there is a request (`clientError`).
 *
 * A head beyond Node's 16 kB is most often a browser with too many cookies: it would get the same bare 431 at every address
 * for as long as they last. It gets a page that says what to do, and loses the portal's cookies but the session's.
 */
export function createBrokenHeadAnswer(settings: Pick<Settings, "secure" | "publicUrl">) {
  const planted = createPlantedCookies(settings);
  const pageFor = createTooLargePage(settings);

  function tooLarge(head: string): string {
    const path = /^[A-Z]+ (\/[^\s?]*)/.exec(head)?.[1] ?? "/";
    const language = /^accept-language:[ \t]*([^\r\n]{0,200})/im.exec(head)?.[1] ?? null;
    const { headers, body } = pageFor(language, path, planted.named(head));
    return [
      `HTTP/1.1 ${errorTable.head_too_large.status} Request Header Fields Too Large`,
      "Connection: close",
      ...headers.map(([name, value]) => `${name}: ${value}`),
      "",
      body,
    ].join("\r\n");
  }

  function answerTo(error: ParseError): string {
    if (error.code === "HPE_HEADER_OVERFLOW") return tooLarge(error.rawPacket?.toString("latin1") ?? "");
    // As Node answers where nothing listens.
    const status = bareStatus[error.code ?? ""] ?? "400 Bad Request";
    return `HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`;
  }

  return (error: ParseError, socket: ClientSocket): void => {
    // An answer under way must not be continued with another's head.
    if (!socket.writable || error.code === "ECONNRESET" || socket._httpMessage?.headersSent) {
      socket.destroy();
      return;
    }
    socket.end(answerTo(error));
    // Closed at once, what the client still sends would be answered by a reset, and it might lose the page.
    const timer = setTimeout(() => socket.destroy(), graceMs);
    socket.once("close", () => clearTimeout(timer));
  };
}

const graceMs = 500;

const bareStatus: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Payload Too Large",
};
