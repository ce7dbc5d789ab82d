import { isLoopbackHost } from "#server/config/loopback.ts";

/** RFC 6749 §3.1.2: absolute, without fragment. `javascript:` and similar schemes are never redirected to. */
export function redirectUriProblem(uri: string): string | undefined {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return "is not an absolute URL";
  }
  // URL parsers ignore them, so two spellings of one address would not be equal.
  if (/[\s\p{Cc}]/u.test(uri)) return "has white space or control characters";
  if (uri.includes("#")) return "has a fragment";
  if (["javascript:", "data:", "vbscript:", "file:", "blob:", "about:"].includes(url.protocol)) {
    return `has the forbidden scheme ${url.protocol}`;
  }
  return undefined;
}

/**
 * What is wrong with a redirect address of an app in the settings: a code sent over plain http can be read on the way, and
 * one sent to a scheme can be taken by any program that claims it. `loopbackForWeb`: while apps are being developed.
 *
 * Spec: RFC 9700 §2.6 (https), RFC 8252 §7.1 (schemes of one's own), §7.3 (loopback).
 */
export function clientRedirectProblem(
  uri: string,
  { native, loopbackForWeb }: { native: boolean; loopbackForWeb: boolean },
): string | undefined {
  const problem = redirectUriProblem(uri);
  if (problem) return problem;
  const { protocol, hostname } = new URL(uri);
  if (protocol === "https:") return undefined;
  if (protocol === "http:") {
    if (!isLoopbackHost(hostname)) return "is plain http: codes could be read on the way";
    return native || loopbackForWeb ? undefined : "leads a web app's codes to the person's own computer";
  }
  return native ? undefined : "has a scheme of its own, which only applicationType native may have";
}
