/** RFC 6749 §3.1.2: absolute, without fragment. `javascript:` and its like never come near a redirect. */
export function redirectUriProblem(uri: string): string | undefined {
  let url: URL;
  try {
    url = new URL(uri);
  } catch {
    return "is not an absolute URL";
  }
  if (uri.includes("#")) return "has a fragment";
  if (["javascript:", "data:", "vbscript:", "file:", "blob:", "about:"].includes(url.protocol)) {
    return `has the forbidden scheme ${url.protocol}`;
  }
  return undefined;
}
