import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify, SignJWT } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import {
  offeredAlgorithms,
  publishLeadSeconds,
  rotationSeconds,
} from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import { type Harness, startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import { obtainTokens, type RawClient } from "#tests/support/raw-client.ts";
import { startPortal } from "#tests/support/start-portal.ts";
import { eachDatabase, openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const tokenSeconds = 60 * 60;
/** As often as housekeeping looks after the keys. */
const stepSeconds = 5 * 60;
/** What an API may rely on: a key set that it looked up less than 50 minutes ago has every key that signs. */
const cacheSeconds = 50 * 60;

const signingAlgorithms = offeredAlgorithms([{ idTokenAlgorithm: "EdDSA" }]);
const listeners = signingAlgorithms.map((algorithm) => ({
  clientId: `app-${algorithm}`,
  name: algorithm,
  clientSecret: "the secret of an app with its own algorithm",
  redirectUris: ["https://app.example/callback"],
  idTokenAlgorithm: algorithm,
}));
const rawClient = (algorithm: string): RawClient => ({
  clientId: `app-${algorithm}`,
  redirectUri: "https://app.example/callback",
  secret: "the secret of an app with its own algorithm",
});

const privateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

async function keySetOf({ url }: Pick<Harness, "url">): Promise<JSONWebKeySet> {
  const keySet = (await (await fetch(`${url}/oauth2/jwks`)).json()) as JSONWebKeySet;
  for (const key of keySet.keys) {
    expect(Object.keys(key).filter((member) => privateMembers.includes(member))).toEqual([]);
  }
  return keySet;
}
const kidsOf = ({ keys }: JSONWebKeySet) => keys.map(({ kid }) => String(kid));

/** An API that looks the key set up once in a while, and never because of a token: the strictest that there is. */
function verifierOf(harness: Harness) {
  let cached: { verify: ReturnType<typeof createLocalJWKSet>; atMs: number } | undefined;
  return async (token: string) => {
    if (!cached || Date.now() - cached.atMs >= cacheSeconds * 1000) {
      cached = { verify: createLocalJWKSet(await keySetOf(harness)), atMs: Date.now() };
    }
    await jwtVerify(token, cached.verify, { issuer: harness.issuer });
  };
}

eachDatabase("signing keys of two processes", (open) => {
  let first: Harness;
  let second: Harness;
  let processes: readonly Harness[];

  beforeAll(async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    const database = await open();
    const config = { ...testConfig, clients: [...testConfig.clients, ...listeners] };
    first = await startAuthorizationServer(database, config, { issuer: "https://sso.example" });
    second = await startAuthorizationServer(database, config, { issuer: "https://sso.example" });
    processes = [first, second];
  });
  afterAll(async () => {
    vi.useRealTimers();
    await second.close();
    await first.close();
  });

  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
  const refresh = () => Promise.all(processes.map(({ server }) => server.signingKeys.refresh()));

  /** As long a token as there is, by the key that signs now. */
  async function sign({ server, issuer }: Harness, algorithm: (typeof signingAlgorithms)[number]): Promise<string> {
    const { kid, key } = await server.signingKeys.signer(algorithm);
    const now = Math.floor(Date.now() / 1000);
    const token = new SignJWT({}).setProtectedHeader({ alg: algorithm, kid }).setIssuer(issuer);
    return token.setExpirationTime(now + tokenSeconds).sign(key);
  }

  /** Signs in every process, verifies at every one, and all that hasn't expired at the key sets of this moment. */
  function createWitness() {
    const verifiers = processes.map(verifierOf);
    let outstanding: { token: string; expiresAtMs: number }[] = [];
    return async () => {
      for (const algorithm of signingAlgorithms) {
        for (const harness of processes) {
          const token = await sign(harness, algorithm);
          for (const verify of verifiers) await verify(token);
          outstanding.push({ token, expiresAtMs: Date.now() + tokenSeconds * 1000 });
        }
      }
      outstanding = outstanding.filter(({ expiresAtMs }) => expiresAtMs > Date.now());
      for (const harness of processes) {
        const known = new Set(kidsOf(await keySetOf(harness)));
        for (const { token } of outstanding) expect(known).toContain(decodeProtectedHeader(token).kid);
      }
    };
  }

  const idToken = async (algorithm: string, harness: Harness) =>
    (await obtainTokens(harness, await harness.signIn(), rawClient(algorithm), { scope: "openid" })).id_token ?? "";

  describe.each([
    { how: "on schedule", begin: async () => pass(rotationSeconds - publishLeadSeconds) },
    {
      how: "on command",
      begin: async () => {
        for (const algorithm of signingAlgorithms) await first.server.signingKeys.rotate(algorithm);
      },
    },
  ])("$how", ({ begin }) => {
    let old: string[];
    beforeEach(async () => {
      await refresh();
      old = kidsOf(await keySetOf(first));
    });

    it("are published before they sign, and no verification fails until the old ones are gone", async () => {
      expect(old).toHaveLength(signingAlgorithms.length);
      const witness = createWitness();
      await witness();
      await begin();
      await refresh();
      const seen = { published: 0, switched: 0 };
      const successors = kidsOf(await keySetOf(second)).filter((kid) => !old.includes(kid));
      expect(successors).toHaveLength(signingAlgorithms.length);
      const begunAtMs = Date.now();
      for (let atSeconds = 0; atSeconds <= 2 * publishLeadSeconds; atSeconds += stepSeconds) {
        await refresh();
        await witness();
        const signing = await first.server.signingKeys.signer("ES256");
        if (old.includes(signing.kid)) seen.published++;
        else seen.switched++;
        expect(old.includes(signing.kid)).toBe(Date.now() < begunAtMs + publishLeadSeconds * 1000);
        pass(stepSeconds);
      }
      expect(Math.min(seen.published, seen.switched)).toBeGreaterThan(5);

      // Real ID tokens too, from the library's own key store.
      for (const algorithm of signingAlgorithms) {
        for (const harness of processes) {
          const { alg, kid } = decodeProtectedHeader(await idToken(algorithm, harness));
          expect([alg, successors.includes(String(kid))]).toEqual([algorithm, true]);
        }
      }
      // The last token of an old key has expired; what stays for hints of logout requests is gone a day later.
      expect(kidsOf(await keySetOf(first))).toHaveLength(2 * signingAlgorithms.length);
      pass(25 * 60 * 60);
      await refresh();
      await witness();
      for (const harness of processes) expect(kidsOf(await keySetOf(harness)).sort()).toEqual(successors.sort());
      expect(await first.database.query("SELECT kid FROM signing_keys")).toHaveLength(signingAlgorithms.length);
    });
  });
});

describe("an EdDSA key", () => {
  const algorithmsOf = async (harness: Harness) => (await keySetOf(harness)).keys.map(({ alg }) => String(alg));
  const offeredBy = async ({ url }: Harness) => {
    const discovery = (await (await fetch(`${url}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    return discovery["id_token_signing_alg_values_supported"];
  };

  it("is published while a client uses it, and afterwards until what it signed has expired", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const database = await openEmbeddedTestDatabase();
    onTestFinished(database.close);
    const start = async (clients: typeof listeners) => {
      const config = { ...testConfig, clients: [...testConfig.clients, ...clients] };
      const harness = await startAuthorizationServer(database, config, { issuer: "https://sso.example" });
      onTestFinished(harness.close);
      return harness;
    };

    const without = await start([]);
    expect(await algorithmsOf(without)).toEqual(["RS256", "ES256"]);
    expect(await offeredBy(without)).toEqual(["RS256", "ES256"]);

    const withClient = await start(listeners);
    expect(await algorithmsOf(withClient)).toEqual(["RS256", "ES256", "EdDSA"]);
    expect(await offeredBy(withClient)).toEqual(["RS256", "ES256", "EdDSA"]);

    const after = await start([]);
    expect(await algorithmsOf(after)).toEqual(["RS256", "ES256", "EdDSA"]);
    expect(await offeredBy(after)).toEqual(["RS256", "ES256"]);
    vi.setSystemTime(Date.now() + 26 * 60 * 60 * 1000);
    await after.server.signingKeys.refresh();
    expect(await algorithmsOf(after)).toEqual(["RS256", "ES256"]);

    const again = await start(listeners);
    expect(await algorithmsOf(again)).toEqual(["RS256", "ES256", "EdDSA"]);
    await expect(again.server.signingKeys.signer("EdDSA")).resolves.toHaveProperty("kid");
  });
});

it("are rotated by a signal to the process, published at once", async () => {
  const portal = await startPortal();
  try {
    const before = kidsOf(await keySetOf(portal));
    process.kill(portal.pid, "SIGUSR2");
    const after = await vi.waitUntil(
      async () => {
        const kids = kidsOf(await keySetOf(portal));
        return kids.length === 2 * before.length && kids;
      },
      { timeout: 45_000 },
    );
    expect(after).toEqual(expect.arrayContaining(before));
  } finally {
    await portal.stop();
  }
});

it("can't be decrypted without the old secret: one line says so and what to do, and new keys sign", async () => {
  const before = await startPortal({ keepDataDirectory: true, env: { PORTICO_SECRETS: "o".repeat(40) } });
  const old = kidsOf(await keySetOf(before));
  await before.stop();
  const { dataDirectory } = before;
  const after = await startPortal({ dataDirectory, env: { PORTICO_SECRETS: "n".repeat(40) } });
  try {
    expect(kidsOf(await keySetOf(after))).toHaveLength(2 * old.length);
    const lines = after
      .log()
      .split("\n")
      .filter((line) => line.includes("decrypt"))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toMatchObject([{ level: "warn", message: expect.stringMatching(/PORTICO_SECRETS.*\(new,old\)/) }]);
    expect(new Set(lines[0]?.["kids"] as string[])).toEqual(new Set(old));
    expect(JSON.stringify(lines)).not.toContain("stack");
  } finally {
    await after.stop();
  }
});
