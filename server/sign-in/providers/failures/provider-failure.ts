import { AppError, type AppErrorOptions, type ErrorCode } from "#server/errors/app-error.ts";

/** Where the mistake likely is when a provider can't be used. Closed: a flood of failed sign-ins has a handful of causes. */
export type Suspect =
  | "client"
  | "redirect_uri"
  | "scopes"
  | "issuer"
  | "keys"
  | "clocks"
  | "host_name"
  | "connection"
  | "private_network"
  | "certificate_authority"
  | "certificate_dates"
  | "certificate_name"
  | "refusal"
  | "provider";

/** A failure that only the operator or the provider can correct; `suspect` says what to check. */
export class ProviderFailure extends AppError {
  readonly suspect: Suspect;

  constructor(code: ErrorCode, suspect: Suspect, options: AppErrorOptions) {
    super(code, { refusal: { rule: `provider.${suspect}` }, ...options });
    this.suspect = suspect;
  }
}
