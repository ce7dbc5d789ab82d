import type Provider from "oidc-provider";
import { currentRequestContext, type RequestContext } from "#server/http/request-context.ts";
import type { Interaction } from "./consent-request.ts";

export type ReadInteraction = (uid: string) => Promise<Interaction | undefined>;

/**
 * Reads an interaction once a request: the front door asks where the answer of a page goes, then the page asks for the rest.
 *
 * Races: an answer that another request writes meanwhile is not seen; it is taken by a conditional write (interaction-answers.ts).
 */
export function createInteractionReader(provider: Pick<Provider, "Interaction">): ReadInteraction {
  const ofRequest = new WeakMap<RequestContext, { uid: string; found: Promise<Interaction | undefined> }>();
  return (uid) => {
    const context = currentRequestContext();
    const before = context && ofRequest.get(context);
    if (before?.uid === uid) return before.found;
    const found = provider.Interaction.find(uid);
    if (context) {
      ofRequest.set(context, { uid, found });
      found.catch(() => ofRequest.delete(context));
    }
    return found;
  };
}
