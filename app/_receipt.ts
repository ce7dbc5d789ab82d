import { cookies } from "next/headers";
import type { RevocationReceipt } from "#server/connected-apps/connected-apps.ts";
import { portal, type SignOutReceipt } from "#server/portal.ts";

/** What a page tells after an act, by the act. */
export interface Receipts {
  "signed-out": SignOutReceipt;
  "access-removed": RevocationReceipt;
  "sessions-ended": { count: number };
  "device-answered": { allowed: boolean; clientName: string };
}

const lifetimeSeconds = 10 * 60;

/** Receipts outlive the session that they are about, so they are signed for nobody in particular. */
const nobody = { id: "receipt" };

function cookieName(): string {
  return portal().settings.secure ? "__Host-portico-receipt" : "portico-receipt";
}

/**
 * A `Set-Cookie` that carries a receipt over the redirect to the page that shows it. Signed: a link or a neighbour on
 * the same domain can't make this portal say that something was revoked.
 */
export function receiptCookie<Kind extends keyof Receipts>(kind: Kind, receipt: Receipts[Kind]): string {
  const payload = Buffer.from(JSON.stringify(receipt)).toString("base64url");
  const seal = portal().formTokens.issue(nobody, `${kind}/${payload}`);
  const secure = portal().settings.secure ? "; Secure" : "";
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${lifetimeSeconds}${secure}`;
  return `${cookieName()}=${kind}~${payload}~${seal}; ${attributes}`;
}

export async function readReceipt<Kind extends keyof Receipts>(kind: Kind): Promise<Receipts[Kind] | undefined> {
  const [sealedKind, payload = "", seal] = ((await cookies()).get(cookieName())?.value ?? "").split("~");
  if (sealedKind !== kind) return undefined;
  try {
    portal().formTokens.require(nobody, `${kind}/${payload}`, seal);
    return JSON.parse(Buffer.from(payload, "base64url").toString()) as Receipts[Kind];
  } catch {
    return undefined;
  }
}
