import type { ScopeSettings } from "#server/config/settings.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

export interface ConsentScope extends ScopeSettings {
  /** The person may untick it. */
  optional: boolean;
  /** Granted before; shown only for context. */
  alreadyGranted: boolean;
  /** Claims of the operator's rules that this client gets with it, beside what the scope's words say. */
  alsoReleases: readonly string[];
}

export interface ConsentGroup {
  /** What the operator calls the API, also in other languages; `undefined` for what the app learns of the person. */
  api: { title: string; translations?: Readonly<Record<string, { name: string }>> } | undefined;
  scopes: readonly ConsentScope[];
}

/** One consent question as the page shows it. */
export interface ConsentView {
  uid: string;
  client: {
    clientId: string;
    name: string;
    /** Host of the redirect address, or of the app's document: whose app it is, or says that it is. */
    hostName: string;
    /** The answer goes to a program on the person's computer, at this address: it may call itself any app. */
    program: string | undefined;
    logoUri: string | undefined;
    clientUri: string | undefined;
    termsUri: string | undefined;
    policyUri: string | undefined;
    reviewed: boolean;
  };
  /** Whether this person connected this app before. */
  usedBefore: boolean;
  /** Grouped by what they touch: the person's profile first, then one group per API. */
  groups: readonly ConsentGroup[];
  /** offline_access, when this question asks for it: it belongs to how long, not to what. */
  offlineScope: ConsentScope | undefined;
  /** Access goes on while the person is away, by this answer or by an earlier one; seconds until it ends at the latest. */
  offlineSeconds: number | undefined;
  formToken: string;
}

/** What to do with a browser that arrives at /consent/[uid]. */
export type ConsentStep =
  | { kind: "ask"; view: ConsentView }
  /** Not signed in, or the request wants a fresh sign-in: go to /sign-in and come back. */
  | {
      kind: "sign_in";
      prompt: "login" | "select_account" | undefined;
      loginHint: string | undefined;
      clientName: string;
    }
  /** Nothing to ask (any more): go on to this URL. */
  | { kind: "continue"; redirectTo: string };

/** An app that sent the person here: "Continue to Calendar Buddy", or the way back there. */
export interface AppBehind {
  name: string;
  /** Whether its request can still be answered. */
  alive: boolean;
  /** Its home page, or its redirect address with an error; `undefined` when neither is known. */
  href: string | undefined;
}

export interface ConsentService {
  /**
   * Errors: interaction_expired for an unknown, answered or foreign uid (the cookie's uid is compared with the URL's).
   */
  open(uid: string, cookieHeader: string | undefined, session: LiveSession | null): Promise<ConsentStep>;
  /**
   * Answers it; returns where the browser goes next. The first answer counts; the same one again leads to the same place.
   *
   * Errors: csrf_token_invalid, interaction_expired (also for another answer than the first), session_required.
   */
  decide(
    uid: string,
    cookieHeader: string | undefined,
    session: LiveSession | null,
    decision: { allow: boolean; scopes: readonly string[]; formToken: unknown },
  ): Promise<{ redirectTo: string }>;
  /** The app behind a return path that leads to one of its requests, also when the request is gone; `undefined` for others. */
  appBehind(returnPath: string): Promise<AppBehind | undefined>;
  /** Where the app behind a consent path gets its answer: the browser must be let go there. */
  answerAddressFor(path: string): Promise<string | undefined>;
}
