import type { Metadata } from "next";
import type { MessageKey } from "#components/messages/en.ts";
import { portal } from "#server/portal.ts";
import { currentTranslator, type SearchParams, single } from "./_request.ts";

/** The page's title first, so that narrow tabs differ; then the portal's name. */
export function pageTitle(title: string): Metadata {
  return { title: `${title} · ${portal().settings.branding.name}` };
}

/** `generateMetadata` of a page whose title is a fixed message, in the page's language. */
export function titled(key: MessageKey): (props: { searchParams?: SearchParams }) => Promise<Metadata> {
  return async ({ searchParams }) => {
    // The page for what isn't there gets no parameters.
    const uiLocales = single((await searchParams)?.["ui_locales"]);
    return pageTitle((await currentTranslator(uiLocales)).text(key));
  };
}
