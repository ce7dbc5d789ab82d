import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import {
  createRegisteredClientDirectoryStore,
  type RegisteredClientDirectory,
} from "./registered-client-directory-store.ts";
import { createRegisteredClientStore } from "./registered-client-store.ts";

const document = "https://assistant.example/client.json";
const app = (clientId: string, name: string) => ({
  client_id: clientId,
  client_name: name,
  redirect_uris: ["https://app.example/callback"],
});

eachDatabase("the directory of apps that registered themselves", (open) => {
  let database: Database;
  let store: ReturnType<typeof createRegisteredClientStore>;
  let directory: RegisteredClientDirectory;
  const hourMs = 60 * 60 * 1000;

  beforeAll(async () => {
    database = await open();
    store = createRegisteredClientStore(database);
    directory = createRegisteredClientDirectoryStore(database, store);
  });
  beforeEach(async () => {
    await database.execute("DELETE FROM oidc_records");
    await store.save("app_1", app("app_1", "Notes"));
    await store.save("open_2", app("open_2", "Waiting Assistant"), new Date(Date.now() + hourMs));
    await store.save("open_3", app("open_3", "Forgotten"), new Date(Date.now() - hourMs));
    await store.save(document, { client_id: document, client_uri: "https://assistant.example" });
  });

  it("says how each is known, and leaves out those that are forgotten", async () => {
    const { items, next } = await directory.list({ limit: 10 });
    expect(next).toBeNull();
    expect(new Set(items.map(({ clientId, kind }) => `${clientId} ${kind}`))).toEqual(
      new Set(["app_1 token", "open_2 open", `${document} document`]),
    );
    const byId = new Map(items.map((one) => [one.clientId, one]));
    expect(byId.get("app_1")).toMatchObject({
      name: "Notes",
      redirectUris: ["https://app.example/callback"],
      expiresAt: null,
    });
    expect(byId.get("open_2")?.expiresAt).not.toBeNull();
    expect(byId.get(document)).toMatchObject({ name: document, clientUri: "https://assistant.example" });
  });

  it("finds by a part of the name or the id, in any case", async () => {
    const found = async (search: string) =>
      (await directory.list({ search, limit: 10 })).items.map(({ clientId }) => clientId);
    expect(await found("ASSISTANT")).toEqual(expect.arrayContaining(["open_2", document]));
    expect(await found("app_1")).toEqual(["app_1"]);
    expect(await found("%")).toEqual([]);
  });

  it("answers page by page, each app once", async () => {
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await directory.list({ after, limit: 1 });
      seen.push(...page.items.map(({ clientId }) => clientId));
      after = page.next ?? undefined;
    } while (after !== undefined);
    expect(seen.toSorted()).toEqual(["app_1", document, "open_2"]);
    await expect(directory.list({ after: "x", limit: 1 })).rejects.toMatchObject({ code: "cursor_invalid" });
  });

  it("removes an app with the access that people gave it and its tokens", async () => {
    const user = await database.prisma.user.create({ data: { id: randomUUID(), displayName: "Ada" } });
    const grantId = randomUUID();
    await database.prisma.appGrant.create({ data: { id: randomUUID(), grantId, userId: user.id, clientId: "app_1" } });
    await database.execute(
      "INSERT INTO oidc_records (model, id_hash, payload, client_id, grant_id) VALUES ('AccessToken', 't', '{}', 'app_1', $1)",
      [grantId],
    );
    await directory.remove("app_1");
    expect(await directory.find("app_1")).toBeUndefined();
    expect(await directory.find("open_2")).toMatchObject({ clientId: "open_2" });
    expect(await database.prisma.oidcRecord.count({ where: { clientId: "app_1" } })).toBe(0);
    expect(await database.prisma.appGrant.count({ where: { clientId: "app_1", revokedAt: null } })).toBe(0);
  });
});
