import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDatabase } from "#server/database/database.ts";
import { walkAdministration } from "#tests/support/leakage-administration.ts";
import { walkApis, walkApps, walkRefusals } from "#tests/support/leakage-flows.ts";
import { walkHandIns } from "#tests/support/leakage-hand-ins.ts";
import { type LeakageWalk, startLeakageWalk } from "#tests/support/leakage-walk.ts";
import type { SeenAnswer } from "#tests/support/recording-browser.ts";
import type { Sentinels } from "#tests/support/sentinels.ts";

const jwt = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

describe("after every flow, nothing secret stands where it must not", () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "portico-leakage-"));
  let walk: LeakageWalk;
  let log: string;
  let rows: string[];
  let handedIn: Sentinels;
  let userCode: string;

  beforeAll(async () => {
    walk = await startLeakageWalk(dataDirectory);
    await walkApis(walk);
    await walkApps(walk);
    await walkAdministration(walk);
    await walkRefusals(walk);
    ({ handedIn, userCode } = await walkHandIns(walk));
    await walk.collect();
    await walk.portal.stop();
    log = walk.portal.log();
    rows = await readAllRows(join(dataDirectory, "database"));
  }, 120_000);
  afterAll(async () => {
    await walk.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  });

  it("has seen secrets of every kind", () => {
    const counts = walk.sentinels.counts();
    expect(counts).toMatchObject({
      "token of a provider": expect.toSatisfy((count: number) => count >= 10),
      "code of a provider": expect.toSatisfy((count: number) => count >= 6),
      "verifier at a provider": expect.any(Number),
      "verifier of Calendar Buddy": expect.any(Number),
      "code for Calendar Buddy": expect.any(Number),
      "access token of Calendar Buddy": expect.any(Number),
      "refresh token of Calendar Buddy": expect.any(Number),
      "token attached by the BFF": expect.toSatisfy((count: number) => count >= 3),
      "session id": expect.toSatisfy((count: number) => count >= 3),
      "client secret of calendarBuddy": 1,
      "client secret that was shown once": 1,
      "access token of operations": 1,
    });
    const found = walk.sentinels.findIn(Buffer.from(`hidden: ${walk.world.secret}`).toString("base64url"));
    expect(found).toEqual(["PORTICO_SECRETS"]);
  });

  it("has seen every page signed in, as HTML and as RSC payload", () => {
    const ofAda = walk.seen.filter(({ status, body }) => status === 200 && body.includes("Ada Lovelace"));
    const paths = (type: string) =>
      new Set(
        ofAda
          .filter(({ headers }) => headers.some(([name, value]) => name === "content-type" && value.startsWith(type)))
          .map(({ url }) => new URL(url).pathname.replace(/[0-9a-f-]{36}/, "[id]")),
      );
    const all = ["/", "/account", "/account/activity", "/account/sessions", "/connected-apps/[id]", "/playground"];
    for (const type of ["text/html", "text/x-component"]) expect([...paths(type)]).toEqual(expect.arrayContaining(all));
  });

  it("/bff/user answers these claims and no other", () => {
    const answers = walk.seen.filter(({ url, status }) => url.endsWith("/bff/user") && status === 200);
    const types = answers.flatMap(({ body }) => (JSON.parse(body) as { type: string }[]).map(({ type }) => type));
    expect(new Set(types)).toEqual(
      new Set([
        ...[
          "sub",
          "sid",
          "name",
          "preferred_username",
          "email",
          "email_verified",
          "picture",
          "locale",
          "idp",
          "auth_time",
        ],
        ...["bff:logout_url", "bff:session_expires_in", "bff:session_state"],
      ]),
    );
  });

  it("no answer to the browser", () => {
    const leaks = walk.seen.flatMap((answer) =>
      walk.sentinels.findIn(withoutAllowed(walk, answer)).map((kind) => `${kind} in ${answer.status} ${answer.url}`),
    );
    expect(leaks).toEqual([]);
  });

  it("no answer to the browser has anything shaped like a token either: no JWT, no prefix of ours or of a provider", () => {
    const shaped = walk.seen.filter((answer) => {
      const text = withoutAllowed(walk, answer);
      return jwt.test(text) || /ptc_(at|rt)_\w|ya29\.|gh[or]_\w{4}|1\/\/\w/.test(text);
    });
    expect(shaped.map(({ status, url }) => `${status} ${url}`)).toEqual([]);
  });

  it("no line of the log, at debug", () => {
    expect(log).toContain("audit sign_in.succeeded");
    expect(log).toContain('"level":"warn"');
    expect(walk.sentinels.findIn(log)).toEqual([]);
    expect(walk.sentinels.findIn(walk.demoLog.join("\n"))).toEqual([]);
    expect(log).not.toMatch(jwt);
    expect(log).not.toMatch(/ptc_(at|rt)_\w|ya29\.demo|gh[or]_demo|1\/\/demo|EwB\.demo|Fe26/);
  });

  it("no row of any table", () => {
    for (const table of [
      "sessions ",
      "upstream_tokens ",
      "oidc_records ",
      "app_grants ",
      "audit_events ",
      "signing_keys ",
    ]) {
      expect(rows.some((row) => row.startsWith(table))).toBe(true);
    }
    const leaks = rows.flatMap((row) => walk.sentinels.findIn(row).map((kind) => `${kind} in ${row.split(" ", 1)[0]}`));
    expect(leaks).toEqual([]);
    // Encrypted cells are JWEs of five parts; a JWT has three.
    expect(rows.filter((row) => /(?<![\w.-])eyJ[\w-]+\.[\w-]+\.[\w-]+(?![\w.-])/.test(row))).toEqual([]);
  });

  it("no file of the data directory, deleted rows and write-ahead log included", () => {
    expect(walk.sentinels.findInFiles(dataDirectory)).toEqual([]);
  });

  it("nothing that is kept has what callers handed in: no line of the log, no row of any table, no file", () => {
    expect(Object.keys(handedIn.counts())).toEqual(
      expect.arrayContaining([
        ...["state", "nonce", "login_hint", "value of claims", "id_token_hint", "uid of an interaction", "request_uri"],
        ...["request object", "DPoP proof", "client assertion", "initial access token", "registration access token"],
        ...["device code", "code for an app", "verifier of an app", "client secret of a registered app"],
      ]),
    );
    expect(handedIn.findIn(log)).toEqual([]);
    const leaks = rows.flatMap((row) => handedIn.findIn(row).map((kind) => `${kind} in ${row.slice(0, 40)}`));
    expect(leaks).toEqual([]);
    expect(handedIn.findInFiles(dataDirectory)).toEqual([]);
    const spellings = [userCode, userCode.replace("-", "")];
    for (const text of [log, ...rows]) for (const spelling of spellings) expect(text).not.toContain(spelling);
  });
});

/**
 * The two places where a secret belongs: an app's code on its way to that app's callback (in Location, and in the same
 * redirect's body that repeats it), and the sealed session in its own cookie. Everything else of the answer is searched.
 */
function withoutAllowed({ world, portal }: LeakageWalk, { headers, body }: SeenAnswer): string {
  const callback = `${world.demo.urls.calendarBuddy}/callback?`;
  const toApp = headers.find(([name, value]) => name === "location" && value.startsWith(callback))?.[1];
  const searched = headers.filter(
    ([name, value]) => value !== toApp && !(name === "set-cookie" && value.startsWith(`portico-${portal.port}=`)),
  );
  const rest = toApp ? body.replaceAll(toApp, "").replaceAll(toApp.replaceAll("&", "&amp;"), "") : body;
  return [...searched.map(([name, value]) => `${name}: ${value}`), rest].join("\n");
}

async function readAllRows(directory: string): Promise<string[]> {
  const database = await openDatabase({ kind: "embedded", directory });
  const tables = await database.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const rows: string[] = [];
  for (const { name } of tables) {
    for (const { row } of await database.query<{ row: string }>(`SELECT t::text AS row FROM "${name}" t`)) {
      rows.push(`${name} ${row}`);
    }
  }
  await database.close();
  return rows;
}
