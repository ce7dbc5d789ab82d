import { authJsBuiltIn } from "./auth-js-built-in.ts";
import type { Dialect } from "./dialect.ts";

/** Facebook. Its `error_reason` distinguishes the person's own no from a refusal. */
export const facebook = {
  ...authJsBuiltIn,
  saysCancelled: ({ reason }) => reason === "user_denied",
} as const satisfies Dialect;
