import { createRemoteJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createRegisteredClientStore } from "#server/authorization-server/clients/registered-client-store.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import { type Harness, startAuthorizationServer, testConfig } from "#tests/support/authorization-server-harness.ts";
import { eachPairOfDatabases } from "#tests/support/each-pair-of-databases.ts";
import { createMemoryCatalogSource } from "#tests/support/memory-catalog-source.ts";
import { obtainTokens, type RawClient } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { testSettings } from "#tests/support/test-settings.ts";

const by = { by: "user:grace" };
const redirectUri = "https://guest.example/callback";
const usual = ["RS256", "ES256"];
const all = [...usual, "EdDSA"];

/** What apps are told: the algorithms in discovery and those of the published keys. */
async function toldBy({ url }: Harness): Promise<{ offered: unknown; keys: unknown[] }> {
  const discovery = await fetch(`${url}/.well-known/openid-configuration`);
  const { id_token_signing_alg_values_supported: offered } = (await discovery.json()) as Record<string, unknown>;
  const { keys } = (await (await fetch(`${url}/oauth2/jwks`)).json()) as JSONWebKeySet;
  return { offered, keys: keys.map(({ alg }) => alg) };
}

/** As an app checks it, by the key set that it fetches from a process. */
async function verify(token: string, { url, issuer }: Harness, client: RawClient) {
  const keys = createRemoteJWKSet(new URL(`${url}/oauth2/jwks`));
  return jwtVerify(token, keys, { issuer, audience: client.clientId, algorithms: ["EdDSA"] });
}

async function idTokenAt(harness: Harness, client: RawClient): Promise<string> {
  const { id_token: token = "" } = await obtainTokens(harness, await harness.signIn(), client, { scope: "openid" });
  return token;
}

const kidOf = (token: string) => String(decodeProtectedHeader(token).kid);

eachPairOfDatabases("clients of the database that want EdDSA, in two processes", (open) => {
  let here: Harness;
  let there: Harness;
  let closeDatabases: () => Promise<void>;
  let made = 0;

  beforeAll(async () => {
    const { databases, close } = await open();
    closeDatabases = close;
    const options = { issuer: "https://sso.example", managed: true };
    here = await startAuthorizationServer(databases[0], testConfig, options);
    there = await startAuthorizationServer(databases[1], testConfig, options);
  });
  afterAll(async () => {
    await here.close();
    await there.close();
    await closeDatabases();
  });

  async function addApp(): Promise<RawClient> {
    const clientId = `guest-${++made}`;
    const entry = { clientId, name: "Guest", redirectUris: [redirectUri], idTokenAlgorithm: "EdDSA" };
    const { secret } = await here.managedCatalog.clients.create(entry, { ...by, withSecret: true });
    return { clientId, redirectUri, secret: secret?.reveal() };
  }
  const remove = ({ clientId }: RawClient) => here.managedCatalog.clients.delete(clientId, by);
  const signing = () => [here, there].map(({ server }) => server.signingKeys.algorithms);

  it("get their key in every process before the change that makes the first one is answered", async () => {
    expect(signing()).toEqual([usual, usual]);
    for (const harness of [here, there]) expect(await toldBy(harness)).toEqual({ offered: usual, keys: usual });
    const client = await addApp();
    expect(signing()).toEqual([all, all]);
    for (const harness of [here, there]) expect(await toldBy(harness)).toEqual({ offered: all, keys: all });

    const tokens = [await idTokenAt(there, client), await idTokenAt(here, client)];
    for (const token of tokens) {
      await verify(token, here, client);
      await verify(token, there, client);
    }
    expect(new Set(tokens.map(kidOf)).size).toBe(1);
    const rows = await here.database.query("SELECT kid FROM signing_keys WHERE algorithm = 'EdDSA'", []);
    expect(rows).toHaveLength(1);
    await remove(client);
  });

  it("are signed for by the successor when their key is retired", async () => {
    const client = await addApp();
    const token = await idTokenAt(there, client);
    const { signsNow } = await here.server.signingKeyControl.retire(kidOf(token));
    for (const harness of [here, there]) {
      await expect(verify(token, harness, client)).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
    }
    const next = await idTokenAt(there, client);
    expect(kidOf(next)).toBe(signsNow);
    await verify(next, here, client);
    await remove(client);
  });

  it("leave their tokens verifiable when the last of them is deleted, and their key goes on when one is made again", async () => {
    const client = await addApp();
    const token = await idTokenAt(there, client);
    await remove(client);
    expect(signing()).toEqual([usual, usual]);
    for (const harness of [here, there]) {
      expect(await toldBy(harness)).toEqual({ offered: usual, keys: all });
      await verify(token, harness, client);
    }
    const states = async () =>
      (await there.server.signingKeyControl.list()).map(({ algorithm, state }) => `${algorithm} ${state}`);
    expect(await states()).toContain("EdDSA verifying");

    const again = await addApp();
    expect(signing()).toEqual([all, all]);
    expect(kidOf(await idTokenAt(there, again))).toBe(kidOf(token));
    expect(await states()).toContain("EdDSA signing");
    await remove(again);
  });

  it("leave EdDSA to an app that registered itself for it meanwhile, until that is gone too", async () => {
    const client = await addApp();
    const registered = createRegisteredClientStore(there.database);
    await registered.save("self-made", { client_id: "self-made", id_token_signed_response_alg: "EdDSA" });
    await remove(client);
    expect(signing()).toEqual([all, all]);
    await registered.remove("self-made");
    for (const { server } of [here, there]) await server.signingKeys.refresh();
    expect(signing()).toEqual([usual, usual]);
  });
});

describe("a client that wants EdDSA and whose announcement was lost", () => {
  it("gets its key at the next request", async () => {
    // The keys don't listen on this source's channel.
    const clients = createMemoryCatalogSource<ClientSettings>("lost", ({ clientId }) => clientId);
    const database = await openEmbeddedTestDatabase();
    onTestFinished(database.close);
    const harness = await startAuthorizationServer(database, testConfig, { sources: { clients } });
    onTestFinished(harness.close);
    const entry = { clientId: "late", name: "Late", redirectUris: [redirectUri], idTokenAlgorithm: "EdDSA" as const };
    clients.put(...testSettings({ clients: [entry] }).clients);
    await database.notify.publish(clients.channel, "late");
    expect(harness.server.signingKeys.algorithms).toEqual(usual);
    const client = { clientId: "late", redirectUri, secret: undefined };
    await verify(await idTokenAt(harness, client), harness, client);
    expect(await toldBy(harness)).toEqual({ offered: all, keys: all });
  });
});
