import type { Metadata } from "next";
import type { MessageKey } from "#components/messages/en.ts";
import { currentTranslator } from "./_request.ts";

/** `generateMetadata` of a page whose title is a fixed message. */
export function titled(key: MessageKey): () => Promise<Metadata> {
  return async () => ({ title: (await currentTranslator()).text(key) });
}
