import { once } from "node:events";
import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls } from "node:tls";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";

const timeoutMilliseconds = 5_000;

/** Whether an address of the settings can be connected to, with a certificate that holds. No request is sent. */
export async function checkAddress(subject: string, address: string, setting: string): Promise<CheckResult> {
  const { protocol, hostname, port } = new URL(address);
  const secure = protocol === "https:" || protocol === "wss:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const numbered = Number(port || (secure ? 443 : 80));
  const named = isIP(host) ? {} : { servername: host };
  const socket = secure ? connectTls({ host, port: numbered, ...named }) : connectTcp({ host, port: numbered });
  try {
    await once(socket, secure ? "secureConnect" : "connect", { signal: AbortSignal.timeout(timeoutMilliseconds) });
    return { outcome: "ok", subject, found: `${host}:${numbered} can be connected to` };
  } catch (error) {
    return {
      outcome: "failed",
      subject,
      found: `${host}:${numbered} can't be connected to: ${reasonOf(error)}`,
      fix: `Check ${setting}, and whether that server runs and this machine reaches it.`,
    };
  } finally {
    socket.destroy();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "AbortError") return `no answer within ${timeoutMilliseconds / 1000} seconds`;
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return (code && words[code]) ?? (error.message || code || "unknown");
}

const words: Readonly<Record<string, string>> = {
  ENOTFOUND: "the name is not known (ENOTFOUND)",
  EAI_AGAIN: "the name server does not answer (EAI_AGAIN)",
  ECONNREFUSED: "nothing listens there (ECONNREFUSED)",
  EHOSTUNREACH: "no route leads there (EHOSTUNREACH)",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed: name its authority in NODE_EXTRA_CA_CERTS",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is from a private authority: name that in NODE_EXTRA_CA_CERTS",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is from an unknown authority: name that in NODE_EXTRA_CA_CERTS",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another host",
};
