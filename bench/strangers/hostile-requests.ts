import { hostileAuthorizations } from "./hostile-authorizations.ts";

/** One request as it goes over the wire. */
export interface HostileRequest {
  /** How it is hostile, in the table. */
  shape: string;
  method: "GET" | "POST";
  target: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Node's limit of a request's head, less what every request here carries besides its hostile part. */
const headBytes = 15_600;
const fill = (unit: string, bytes: number) => unit.repeat(Math.floor(bytes / unit.length));
/** Parameters that differ from each other. */
function distinct(bytes: number, separator = "&"): string {
  let text = "";
  for (let index = 0; text.length < bytes; index++) text += `${index.toString(36)}=${separator}`;
  return text.slice(0, bytes);
}

const page = { accept: "text/html", "sec-fetch-site": "same-origin", origin: "" };

/** Query strings of the largest size. */
const queries: Readonly<Record<string, string>> = {
  "query of a&a&…": fill("a&", headBytes),
  "query of distinct names": distinct(headBytes),
  "query of ;": fill(";", headBytes),
  "query of %00": `state=${fill("%00", headBytes)}`,
  "query of a[]=": fill("a[]=&", headBytes),
  "99 parameters, long": Array.from({ length: 99 }, (_, index) => `p${index}=${fill("%41", 150)}`).join("&"),
  "ui_locales of a a …": `ui_locales=${fill("a+", headBytes)}`,
  "return_to of /./…": `return_to=/${fill("./", headBytes)}`,
  "return_to of authorize?a&a…": `return_to=/oauth2/authorize/${fill("a%26", headBytes)}`,
};

/** Header fields of the largest size. */
const headers: Readonly<Record<string, Record<string, string>>> = {
  "cookies of a=;": { cookie: fill("a=;", headBytes) },
  "distinct cookies": { cookie: distinct(headBytes, ";") },
  "60 long sign-in cookies": {
    cookie: Array.from({ length: 60 }, (_, index) => `portico-PORT-sign-in-${index}=${fill("a", 220)}`).join("; "),
  },
  "session cookies": { cookie: fill("portico-PORT=a;", headBytes) },
  "one long session cookie": { cookie: `portico-PORT=Fe26.2*1*${fill("a*", headBytes)}` },
  "sign-in cookies": { cookie: distinct(headBytes, "; portico-PORT-sign-in-") },
  "cookie of quotes": { cookie: `portico-PORT=${fill(' "', headBytes)}` },
  "Accept-Language of a,": { "accept-language": fill("a,", headBytes) },
  "Accept-Language of de;q=": { "accept-language": fill("de;q=0.", headBytes) },
  "Accept of commas": { accept: `text/html${fill(",*/*;q=0", headBytes)}` },
  "Accept-Encoding of commas": { "accept-encoding": fill("gzip,", headBytes) },
  "X-Forwarded-For of commas": { "x-forwarded-for": fill("1,", headBytes) },
  "User-Agent, long": { "user-agent": fill("Mozilla/5.0 (", headBytes) },
  "Basic, long": { authorization: `Basic ${fill("YTph", headBytes)}` },
  "Basic of %": { authorization: `Basic ${Buffer.from(`${fill("%41", 8_000)}:a`).toString("base64")}` },
  "Bearer, long": { authorization: `Bearer ${fill("a.", headBytes)}` },
  "DPoP of dots": { dpop: fill("a.", headBytes) },
  "Range, If-None-Match": { "if-none-match": fill('"a",', headBytes / 2), range: `bytes=${fill("0-1,", 7_000)}` },
  "1,900 header fields": Object.fromEntries(
    Array.from({ length: 1_900 }, (_, index) => [`a${index.toString(36)}`, ""]),
  ),
  "Next's own headers": {
    rsc: "1",
    "next-router-state-tree": encodeURIComponent(fill("[", 5_000)),
    "next-action": fill("a", 40),
  },
};

function keys(bytes: number): string {
  const names = Array.from({ length: Math.floor(bytes / 9) }, (_, index) => `"${index.toString(36)}":1`);
  return `{${names.join(",")}}`;
}

const form = { "content-type": "application/x-www-form-urlencoded" };
const multipart = { "content-type": "multipart/form-data; boundary=x" };
const part = (name: string) => `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n\r\n`;

/** Bodies of the largest size; `limit` is that of the path. */
function bodies(limit: number): Readonly<Record<string, { headers: Record<string, string>; body: string }>> {
  return {
    "form of a&a&…": { headers: form, body: fill("a&", limit) },
    "form of distinct names": { headers: form, body: distinct(limit) },
    "form of 1,000 long parameters": {
      headers: form,
      body: Array.from({ length: 1_000 }, (_, index) => `p${index}=${fill("%41", limit / 1_000 - 8)}`).join("&"),
    },
    "form of scope=a+a+…": { headers: form, body: `scope=${fill("a+", limit - 6)}` },
    "form of resource=…&": { headers: form, body: fill("resource=https://a.example/&", limit) },
    "form of one long value": { headers: form, body: `state=${fill("%E2%82%AC", limit - 6)}` },
    "multipart of empty parts": { headers: multipart, body: `${fill(part("a"), limit - 10)}--x--\r\n` },
    "multipart of dashes": { headers: multipart, body: `${part("a")}${fill("\r\n--", limit - 60)}` },
    "nested JSON": { headers: { "content-type": "application/json" }, body: fill("[", limit) },
    "JSON of keys": { headers: { "content-type": "application/json" }, body: keys(limit) },
  };
}

/** Everything that is tried at a path. */
export interface HostilePath {
  path: string;
  methods: readonly ("GET" | "POST")[];
  /** The largest body that it takes; 64 kB by default. */
  bodyBytes?: number;
  /** Whether the authorization server reads the body. */
  library?: boolean;
}

export function hostileRequests(
  { path, methods, bodyBytes = 64 * 1024, library = false }: HostilePath,
  port: number,
): HostileRequest[] {
  const requests: HostileRequest[] = [];
  const base = { headers: page, body: "" };
  for (const method of methods) {
    const room = -path.length;
    const sendable = method === "POST" ? { ...page, ...form } : page;
    requests.push({ ...base, headers: sendable, method, shape: "plain", target: path });
    for (const [shape, query] of Object.entries(queries)) {
      requests.push({
        ...base,
        headers: sendable,
        method,
        shape,
        target: `${path}?${query.slice(0, headBytes + room)}`,
      });
    }
    for (const [shape, sent] of Object.entries(headers)) {
      const own = Object.fromEntries(
        Object.entries(sent).map(([name, value]) => [
          name,
          value.replaceAll("PORT", String(port)).slice(0, headBytes + room),
        ]),
      );
      requests.push({ ...base, method, shape, target: path, headers: { ...sendable, ...own } });
    }
    if (method !== "POST") continue;
    for (const [shape, { headers: own, body }] of Object.entries(bodies(bodyBytes))) {
      requests.push({ method, shape, target: path, headers: { ...page, ...own }, body: body.slice(0, bodyBytes) });
    }
    if (!library) continue;
    for (const [shape, body] of Object.entries(hostileAuthorizations(bodyBytes))) {
      requests.push({ method, shape, target: path, headers: { ...page, ...form }, body: body.slice(0, bodyBytes) });
    }
  }
  return requests;
}
