import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createOutgoingFetch } from "./outgoing-fetch.ts";

let server: Server;
let address: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/elsewhere") response.writeHead(302, { location: "/keys" });
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

const withKeysAt = (jwksUri: string) =>
  createCatalog(testSettings({ clients: [{ clientId: "app", name: "App", grantTypes: [], jwksUri }] }));

it("what strangers name is fetched under their limits, what the operator declared from one's own network too", async () => {
  const named: string[] = [];
  const strangers = async (url: string | URL | Request) => {
    named.push(String(url));
    return new Response("strangers'");
  };
  const fetch = createOutgoingFetch(withKeysAt(`${address}/keys`), strangers);
  expect(await (await fetch(`${address}/other`, {})).text()).toBe("strangers'");
  expect(await (await fetch(`${address}/keys`, {})).text()).toBe("{}");
  expect(named).toEqual([`${address}/other`]);
});

it("no redirect is followed, not even a declared address's", async () => {
  const fetch = createOutgoingFetch(withKeysAt(`${address}/elsewhere`), async () => new Response());
  await expect(fetch(`${address}/elsewhere`, {})).rejects.toThrow();
});
