import type { ErrorCode } from "#server/errors/app-error.ts";

/**
 * What a person reads for each code: what happened, and what to do next. Programs read the server's error table.
 * `{provider}` is the provider's name, or words for "the sign-in provider"; `{cookie}` the name of a cookie; `{host}` the portal's.
 */
export type ErrorTexts = Record<ErrorCode, { title: string; cause: string; nextStep: string }>;
