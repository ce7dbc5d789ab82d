import type { JSONWebKeySet } from "jose";
import { vi } from "vitest";
import { startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { Suite } from "./suite.ts";
import { fapiClient, fapiClient2, suiteConfig } from "./suite-clients.ts";
import { startSuiteListener } from "./suite-listener.ts";

/**
 * Starts the server under test, with the suite's clients registered.
 *
 * The clock is the suite's: it runs on by itself, and `passSeconds` moves it, so that nothing waits for a code to expire.
 * It is taken over before the server starts, or the server would keep the real one.
 */
export async function startSuite(): Promise<Suite> {
  vi.useFakeTimers({ toFake: ["Date"], shouldAdvanceTime: true });
  const listener = await startSuiteListener([fapiClient.clientId, fapiClient2.clientId]);
  const harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), suiteConfig(listener));
  const json = async (path: string) => (await fetch(harness.issuer + path)).json();
  const metadata = (await json("/.well-known/openid-configuration")) as Suite["metadata"];
  return new Suite(harness, listener, metadata, (await json("/oauth2/jwks")) as JSONWebKeySet);
}
