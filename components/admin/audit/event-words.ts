import type { FoundEvent } from "#server/audit/search/audit-search.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { en, type MessageKey } from "../../messages/en.ts";

export interface EventNames {
  providerName: (id: string) => string;
  clientNames: ReadonlyMap<string, string>;
}

/** An event in plain words. One of a newer version that this one has no words for stands by its own name. */
export function eventWords(t: Translator, event: FoundEvent, { providerName, clientNames }: EventNames): string {
  const values = {
    provider: event.providerId ? providerName(event.providerId) : "",
    app: event.clientId ? (clientNames.get(event.clientId) ?? event.clientId) : "",
  };
  const operation = event.details["operation"];
  for (const key of [`admin.event.${event.type}`, `activity.${event.type}`]) {
    if (Object.hasOwn(en, key)) {
      const words = t.text(key as MessageKey, values);
      return typeof operation === "string" ? `${words}: ${operation}` : words;
    }
  }
  return event.type;
}
