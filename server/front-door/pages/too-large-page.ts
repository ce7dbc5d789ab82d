import { createTranslator } from "#components/messages/create-translator.ts";
import { negotiateLocale } from "#components/messages/negotiate-locale.ts";
import type { Settings } from "#server/config/settings.ts";
import { createPlantedCookies } from "#server/http/cookies/planted-cookies.ts";

export interface TooLargePage {
  headers: readonly (readonly [name: string, value: string])[];
  body: string;
}

/**
 * The page for a browser that sends too many cookies. It stands alone, because any other page of the portal would be refused for
 * the same cookies. It deletes those that it is given, which are never the session's.
 */
export function createTooLargePage(settings: Pick<Settings, "secure" | "publicUrl">) {
  const planted = createPlantedCookies(settings);
  const { host } = new URL(settings.publicUrl);
  const atRoot = (name: string) =>
    `${name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${settings.secure ? "; Secure" : ""}`;

  return (acceptLanguage: string | null, path: string, names: readonly string[]): TooLargePage => {
    const t = createTranslator(negotiateLocale(acceptLanguage));
    const { title, cause, nextStep } = t.error("head_too_large", { host, provider: "", cookie: "" });
    const body = `<!doctype html><html lang="${t.language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${title}</title><h1>${title}</h1><p>${cause}</p><p>${nextStep}</p></html>`;
    // Few names have copies deeper down, and the answer's head has a limit too.
    const cookies = [...names.map(atRoot), ...planted.clear(names.slice(0, 5), path)];
    return {
      headers: [
        ["Content-Type", "text/html; charset=utf-8"],
        ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"],
        ["X-Content-Type-Options", "nosniff"],
        ["Cache-Control", "no-store"],
        ["Content-Length", String(Buffer.byteLength(body))],
        ...cookies.map((cookie) => ["Set-Cookie", cookie] as const),
      ],
      body,
    };
  };
}
