import { createHash, timingSafeEqual } from "node:crypto";
import type { RegisteredClient } from "./realm.ts";

/** Spec: RFC 6749 §2.3.1: client_secret_basic, whose parts are form-encoded, or client_secret_post; never both. */
export function authenticatesClient(
  client: RegisteredClient,
  authorization: string | undefined,
  form: URLSearchParams,
): boolean {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1];
  if (basic !== undefined) {
    if (form.has("client_secret")) return false;
    const [id = "", secret = ""] = Buffer.from(basic, "base64").toString("utf8").split(":", 2).map(formDecode);
    return same(id, client.clientId) && same(secret, client.clientSecret);
  }
  return (
    same(form.get("client_id") ?? "", client.clientId) && same(form.get("client_secret") ?? "", client.clientSecret)
  );
}

function formDecode(text: string): string {
  return new URLSearchParams(`v=${text}`).get("v") ?? "";
}

function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
