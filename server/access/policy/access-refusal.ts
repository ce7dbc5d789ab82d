import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import type { Refusal, RefusalSubject } from "#server/errors/refusal.ts";

/** What refused a person. Rules with `provider.` are of one provider's `allow`. */
export type AccessRule =
  | "provider.tenants"
  | "provider.hostedDomain"
  | "provider.organizations"
  | "provider.teams"
  | "provider.groups"
  | "access"
  | "access.signUp"
  | "invitation"
  | "allow";

/** Why a person was refused, so that it can be shown and explained to operators. */
export interface AccessRefusal extends Refusal {
  readonly rule: AccessRule;
  /** As it was written: `access.emailDomains`, `PORTICO_ACCESS_EMAILS`, `providers[corp].allow.tenants`. */
  readonly setting: string;
  /** Any one of them would have passed. */
  readonly needed: readonly string[];
  /** What the person has of the same kind. */
  readonly had: readonly string[];
  /** What an operator has to know besides. */
  readonly note?: string | undefined;
}

const mostShown = 5;

/** A refusal in one line, for logs and audit events. */
export function refusalText({ setting, needed, had, note }: AccessRefusal): string {
  const has = had.length > 0 ? `the person has ${shown(had)}` : "the person has nothing of that kind";
  return `${setting} needs ${shown(needed)}; ${note ?? has}`;
}

function shown(values: readonly string[]): string {
  const rest = values.length - mostShown;
  return values.slice(0, mostShown).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

export type AccessErrorCode = Extract<
  ErrorCode,
  "not_allowed_to_sign_in" | "sign_up_closed" | "invitation_required" | "app_not_allowed" | "api_not_allowed"
>;

/** The error for a person who is known and not allowed. Pages say whom to ask; what is missing is for the operator alone. */
export function accessError(code: AccessErrorCode, refusal: AccessRefusal, about: RefusalSubject = {}): AppError {
  return new AppError(code, { detail: refusalText(refusal), refusal, about });
}

/** The facts of an audit event about a refusal. */
export function refusalDetails({ rule, setting, needed, had }: AccessRefusal) {
  return { rule, setting, needed: needed.slice(0, mostShown), had: had.slice(0, mostShown) };
}
