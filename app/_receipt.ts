import type { Ended } from "#server/admin/shapes.ts";
import type { RevocationReceipt } from "#server/authorization-server/connected-apps/connected-apps.ts";
import { portal } from "#server/portal.ts";
import type { SignOutReceipt } from "#server/sessions/sign-out.ts";
import { cookieHeader } from "./_request.ts";

/** What a page shows after an act, by the act. */
export interface ReceiptKinds {
  "signed-out": SignOutReceipt;
  "access-removed": RevocationReceipt;
  "sessions-ended": { count: number };
  "admin-done": { act: string; name: string; counts: Ended | undefined };
  "entry-changed": { kind: string; act: string; key: string; ended: Ended };
  "role-changed": { act: "assigned" | "removed"; role: string; holder: string };
  "policy-changed": { people: number };
  "invitation-revoked": { email: string | null };
  "keys-changed": { act: "rotated" | "retired"; made?: readonly string[]; kid?: string };
  "limit-lifted": { whom: string; unreached: number };
  "device-answered": { allowed: boolean; clientName: string };
}

/** A `Set-Cookie` that carries a receipt over the redirect to the page that shows it. */
export function receiptCookie<Kind extends keyof ReceiptKinds>(kind: Kind, receipt: ReceiptKinds[Kind]): string {
  return portal().receipts.setCookieHeader(kind, receipt);
}

export async function readReceipt<Kind extends keyof ReceiptKinds>(
  kind: Kind,
): Promise<ReceiptKinds[Kind] | undefined> {
  return portal().receipts.read<ReceiptKinds[Kind]>(kind, await cookieHeader());
}
