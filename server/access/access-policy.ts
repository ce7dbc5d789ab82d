import type { StoredRules } from "#server/access/access-policy-store.ts";
import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import type { JudgedIdentity } from "#server/access/policy/provider-facts.ts";
import type { AccessRules, SignUp } from "#server/config/access/access-settings.ts";

/**
 * Who may sign in, as of now: the policy of the file AND that of the database, so the database can narrow and never widen.
 *
 * Races: answers are from memory and as new as the last `refresh()`, which is awaited before a judgement. A change in any process
 *        is announced, so the next refresh reads it.
 */
export interface AccessPolicy {
  /** `undefined` when nothing was announced since the last one. Errors: AppError database_unavailable. */
  refresh(): Promise<void> | undefined;
  /** Whether an identity may sign in: its provider's `allow`, then the policy. People named in `admins` pass the policy. */
  judge(identity: JudgedIdentity): AccessRefusal | undefined;
  /** The provider's `allow` alone, for an identity that is added to a person. */
  judgeProvider(identity: JudgedIdentity): AccessRefusal | undefined;
  /** Whether a new account may be made for an identity that may sign in; without an invitation. */
  judgeSignUp(identity: JudgedIdentity): SignUpAnswer;
  /** The same as `judge` when these rules stood in the database. */
  judgeWith(candidate: StoredRules | undefined, identity: JudgedIdentity): AccessRefusal | undefined;
  /** What holds together, the file's first. */
  rules(): readonly AccessRules[];
  /** Calls back when another answer is possible for anyone. Returns the way to stop. */
  onChange(handler: () => void): () => void;
  close(): void;
}

/** Whether a new account may be made, and which setting says so. */
export interface SignUpAnswer {
  mode: SignUp;
  setting: string;
}
