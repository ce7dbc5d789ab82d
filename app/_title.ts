import type { Metadata } from "next";
import type { MessageKey } from "#components/messages/en.ts";
import { portal } from "#server/portal.ts";
import { currentTranslator } from "./_request.ts";

/** The page first, so that narrow tabs tell pages apart; then whose portal it is. */
export function pageTitle(title: string): Metadata {
  return { title: `${title} · ${portal().settings.branding.name}` };
}

/** `generateMetadata` of a page whose title is a fixed message. */
export function titled(key: MessageKey): () => Promise<Metadata> {
  return async () => pageTitle((await currentTranslator()).text(key));
}
