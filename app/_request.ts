import { cookies, headers } from "next/headers";
import { cache } from "react";
import type { Frame } from "#components/frame/frame.ts";
import { parseTheme, themeCookieName } from "#components/frame/theme.ts";
import { createTranslator, type Translator } from "#components/messages/create-translator.ts";
import { negotiateLocale } from "#components/messages/negotiate-locale.ts";
import { portal } from "#server/portal.ts";

/** The person's language: what the app asks for first (`ui_locales`), then the browser's. */
export const currentTranslator = cache(async (uiLocales?: string): Promise<Translator> => {
  return createTranslator(negotiateLocale((await headers()).get("accept-language"), uiLocales));
});

export async function currentFrame(uiLocales?: string): Promise<Frame> {
  const { branding, mode, playground } = portal().settings;
  return {
    t: await currentTranslator(uiLocales),
    branding,
    demo: mode === "demo",
    playground,
    theme: parseTheme((await cookies()).get(themeCookieName)?.value),
    administers: portal().admin.administers,
  };
}

export async function cookieHeader(): Promise<string | undefined> {
  return (await headers()).get("cookie") ?? undefined;
}

export function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;

/** A query parameter that stands once; repeated ones count as absent (RFC 6749 §3.1 for those that matter). */
export function single(value: string | string[] | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
