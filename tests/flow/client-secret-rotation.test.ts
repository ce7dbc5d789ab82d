import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import {
  basic,
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";

const before = "the secret that is on its way out";
const after = "the secret that takes its place";
const hashOf = (secret: string) => `sha256:${createHash("sha256").update(secret).digest("base64url")}`;

it("a client's secret is replaced without a moment in which its service has none that works", async () => {
  const database = await openEmbeddedTestDatabase();
  const statuses = async (secrets: { clientSecret?: string; clientSecretHash?: string | string[] }) => {
    const service = {
      clientId: "replaced",
      name: "Replaced",
      grantTypes: ["client_credentials" as const],
      scopes: ["calendar:read"],
      resources: [calendarAudience],
      ...secrets,
    };
    const server = await startAuthorizationServer(database, { ...testConfig, clients: [service] });
    const found = [];
    for (const secret of [before, after, hashOf(before), hashOf(after), "neither of them"]) {
      found.push([await byBasic(server, secret), await byForm(server, secret)].join(" "));
    }
    await server.close();
    return found;
  };
  const [yes, no] = ["200 200", "401 401"];
  expect(await statuses({ clientSecret: before })).toEqual([yes, no, no, no, no]);
  expect(await statuses({ clientSecret: before, clientSecretHash: hashOf(after) })).toEqual([yes, yes, no, no, no]);
  const both = [hashOf(before), hashOf(after)];
  expect(await statuses({ clientSecretHash: both })).toEqual([yes, yes, no, no, no]);
  expect(await statuses({ clientSecretHash: hashOf(after) })).toEqual([no, yes, no, no, no]);
  await database.close();
});

const asked = { grant_type: "client_credentials", scope: "calendar:read" };
const byBasic = async (server: Harness, secret: string) =>
  (await server.form("/oauth2/token", asked, basic("replaced", secret))).status;
const byForm = async (server: Harness, secret: string) =>
  (await server.form("/oauth2/token", { ...asked, client_id: "replaced", client_secret: secret })).status;
