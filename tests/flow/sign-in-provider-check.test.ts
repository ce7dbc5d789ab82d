import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

const servers: Server[] = [];
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

describe("a portal whose providers can't be used", () => {
  const directory = mkdtempSync(join(tmpdir(), "portico-provider-check-"));
  const asked: string[] = [];
  let portal: RunningPortal;
  let saidWhenReady: string;

  beforeAll(async () => {
    const missing = await serve((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(404).end();
    });
    const silent = await serve(() => {});
    const provider = (id: string, issuer: string) => ({ id, type: "oidc", issuer, clientId: "portico" });
    const config = { providers: [provider("corp", `${missing}/wrong`), provider("mute", silent)] };
    const file = join(directory, "portico.config.mjs");
    writeFileSync(file, `export default ${JSON.stringify(config)};\n`);
    portal = await startPortal({ config: file });
    saidWhenReady = portal.log();
  });
  afterAll(async () => {
    for (const server of servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    rmSync(directory, { recursive: true, force: true });
  });

  it("is ready all the same, names the callbacks to register, warns once, and ends while one still says nothing", async () => {
    // It is given up after eight seconds.
    expect(saidWhenReady).not.toContain('"provider_id":"mute"');
    await expect.poll(() => portal.log()).toContain("wrong/.well-known/openid-configuration answered 404");
    const warned = portal.log().split("\n");
    expect(warned.filter((line) => line.includes('"level":"warn"') && line.includes('"corp"'))).toHaveLength(1);
    expect(portal.log()).toContain("check providers.corp.issuer");
    await expect.poll(() => portal.log()).toContain(`${portal.url}/api/auth/callback/mute`);
    expect(portal.log()).toContain(`${portal.url}/api/auth/callback/corp`);
    expect(asked).toEqual(["/wrong/.well-known/openid-configuration"]);
    expect(await portal.stop()).toBe(0);
  });
});
