import type { ConsentStep, ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { Harness, SignedIn } from "./authorization-server-harness.ts";

export interface Walk {
  /** Where the app got its answer. */
  callback: URL;
  /** The consent questions that were asked on the way. */
  asked: ConsentView[];
}

export interface WalkOptions {
  allow?: boolean;
  /** Optional scopes that stay ticked; all when left out. */
  scopes?: readonly string[];
  /** Signs in when asked to. */
  onSignIn?: (step: Extract<ConsentStep, { kind: "sign_in" }>) => Promise<SignedIn>;
}

/** Follows an authorization request as a person's browser would, answering consent pages, until it leaves for the app. */
export async function walkAuthorization(
  harness: Harness,
  start: SignedIn,
  request: string | URL,
  options: WalkOptions = {},
): Promise<Walk> {
  const asked: ConsentView[] = [];
  let who = start;
  let next = new URL(request, harness.issuer);
  for (let hop = 0; hop < 12; hop++) {
    if (next.origin !== harness.issuer) return { callback: next, asked };
    if (next.pathname.startsWith("/consent/")) {
      const uid = next.pathname.slice("/consent/".length);
      const cookies = () => who.browser.cookieHeader(next.pathname);
      const session = await harness.vault.authenticate(cookies());
      const step = await harness.server.consent.open(uid, cookies(), session);
      if (step.kind === "sign_in") {
        if (!options.onSignIn) throw new Error("asked to sign in");
        who = await options.onSignIn(step);
      } else if (step.kind === "continue") {
        next = new URL(step.redirectTo, harness.issuer);
      } else {
        asked.push(step.view);
        const { groups, offlineScope } = step.view;
        const all = [...groups.flatMap(({ scopes }) => scopes), ...(offlineScope ? [offlineScope] : [])];
        const decision = await harness.server.consent.decide(uid, cookies(), session, {
          allow: options.allow ?? true,
          scopes: options.scopes ?? all.map(({ name }) => name),
          formToken: step.view.formToken,
        });
        next = new URL(decision.redirectTo, harness.issuer);
      }
      continue;
    }
    const response = await who.browser.fetch(next);
    const location = response.headers.get("location");
    if (!location) throw new Error(`${next.pathname} answered ${response.status}: ${await response.text()}`);
    next = new URL(location, next);
    if (next.pathname === "/error") return { callback: next, asked };
  }
  throw new Error("the authorization request goes in circles");
}
