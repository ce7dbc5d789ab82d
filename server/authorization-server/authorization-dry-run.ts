import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { DryClaim, DryToken } from "#server/authorization-server/dry-run/read-tokens.ts";
import type { DryRefusal } from "#server/authorization-server/dry-run/walk-authorization.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What an app would ask for, and for whom. */
export interface DryAuthorizationQuestion {
  clientId: string;
  /** `undefined`: everything that the app is registered for. */
  scopes: readonly string[] | undefined;
  resources: readonly string[];
  prompt: string | undefined;
  userId: string;
  /** Of a person who is signed in; `null` when the person has to sign in first. */
  session: LiveSession | null;
  /** A sign-in on the way. Errors: those of a sign-in that is refused. */
  signIn(): LiveSession;
}

export interface DryAuthorization {
  client: ClientSettings;
  scopes: readonly string[];
  /** The app sends no browser here, so no person can be asked for it. */
  hasNoPage: boolean;
  refused: DryRefusal | undefined;
  asksSignIn: boolean;
  /** The app's `allow`, as it would be decided. */
  notAllowed: AccessRefusal | undefined;
  /** An administrator's block, as it would be found. */
  blocked: AppError | undefined;
  /** An app of the operator's, which gets what it asks for without a question. */
  skipsQuestion: boolean;
  /** The scopes that the person allowed before. */
  remembered: readonly string[];
  /** The consent page that is shown; everything on it was allowed for what follows. */
  question: ConsentView | undefined;
  tokens: readonly DryToken[];
  claims: readonly DryClaim[];
  /** Claims that are left out because they are too long. */
  cut: readonly { claim: string; place: string }[];
}

/**
 * Runs an authorization request for a person on an authorization server of the same making, whose records are in memory and whose keys
 * are thrown away. Nothing is written, announced, audited or fetched.
 */
export interface AuthorizationDryRun {
  /**
   * Shape:  `undefined` for an app that isn't known here. A refusal is a part of the answer and isn't thrown.
   * Units:  `lifetimeSeconds` of tokens.
   * Errors: database_unavailable; a refused sign-in that the question throws is answered as a refusal.
   */
  authorize(question: DryAuthorizationQuestion): Promise<DryAuthorization | undefined>;
}
