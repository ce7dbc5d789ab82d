import { AppError, type ErrorCode } from "#server/errors/app-error.ts";
import { ProviderFailure, type Suspect } from "./provider-failure.ts";

/** Without what a person did or waited for, because an operator has nothing to correct there. */
const operatorCodes: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "provider_disabled",
  "provider_misconfigured",
  "provider_unreachable",
  "provider_rejected",
  "provider_clock_differs",
]);

/** Codes of Node, OpenSSL, undici and guarded-fetch.ts. */
const networkCodes: Readonly<Record<string, Suspect>> = {
  ENOTFOUND: "host_name",
  EAI_AGAIN: "host_name",
  EAI_FAIL: "host_name",
  ENODATA: "host_name",
  ERR_PRIVATE_ADDRESS: "private_network",
  ERR_NOT_HTTPS: "issuer",
  DEPTH_ZERO_SELF_SIGNED_CERT: "certificate_authority",
  SELF_SIGNED_CERT_IN_CHAIN: "certificate_authority",
  UNABLE_TO_GET_ISSUER_CERT: "certificate_authority",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "certificate_authority",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate_authority",
  CERT_HAS_EXPIRED: "certificate_dates",
  CERT_NOT_YET_VALID: "certificate_dates",
  ERR_TLS_CERT_ALTNAME_INVALID: "certificate_name",
};

/**
 * Where to look for the mistake behind a failed sign-in; `undefined` when it lies with the person, or with us.
 */
export function suspectOf(error: unknown): Suspect | undefined {
  if (error instanceof ProviderFailure) return error.suspect;
  if (error instanceof AppError && error.code === "provider_declined") return "refusal";
  if (!(error instanceof AppError) || !operatorCodes.has(error.code)) return undefined;
  const { cause } = error;
  if (error.code !== "provider_unreachable" || !(cause instanceof Error)) return "provider";
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  // Without a code of the system's it is a time-out, or what the provider did answer can't be read.
  return networkCodes[code] ?? (code !== "" || cause.name === "TimeoutError" ? "connection" : "provider");
}
