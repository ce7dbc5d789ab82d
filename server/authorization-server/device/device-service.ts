import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What the device page shows before anything is allowed: the app, its address, the time and what it asks for. */
export interface DeviceView
  extends Pick<ConsentView, "client" | "usedBefore" | "groups" | "offlineScope" | "offlineSeconds" | "formToken"> {
  /** As the device shows it: XXXX-XXXX. */
  userCode: string;
  requestedAtSeconds: number;
  expiresAtSeconds: number;
  /** Where the request came from. The person compares it with where their device is. */
  clientAddress: string | undefined;
  /** Asked from where the person's browser is, too: mostly so at home, never so with a code that a stranger sent. */
  fromYourNetwork: boolean;
  userAgent: string | undefined;
}

/** The person's side of RFC 8628: `/device`. */
export interface DeviceService {
  /**
   * Finds the request behind a code as typed: case, dashes and spaces don't matter.
   *
   * Errors: device_code_invalid (wrong, used and expired codes alike), rate_limited after too many wrong ones.
   */
  open(session: LiveSession, userCode: string): Promise<DeviceView>;
  /**
   * Answers it. Allowing needs `confirmed`: that the person compared the code with their device.
   *
   * Errors: csrf_token_invalid, device_code_invalid, request_invalid (not confirmed), rate_limited.
   */
  decide(
    session: LiveSession,
    userCode: string,
    decision: { allow: boolean; confirmed: boolean; scopes: readonly string[]; formToken: unknown },
  ): Promise<{ allowed: boolean; clientName: string }>;
}
