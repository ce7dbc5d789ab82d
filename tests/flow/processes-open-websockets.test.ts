import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { startRecordingApi } from "#tests/support/bff-harness.ts";
import { startPortal } from "#tests/support/start-portal.ts";

it("a portal that is told to end doesn't wait for those who keep a WebSocket open", async () => {
  const api = await startRecordingApi();
  const sockets = new WebSocketServer({ server: api.server });
  const directory = mkdtempSync(join(tmpdir(), "portico-config-"));
  const config = join(directory, "portico.config.ts");
  const apis = { news: { target: api.url, token: "none", websocket: true } };
  writeFileSync(config, `export default ${JSON.stringify({ apis })};`);
  const portal = await startPortal({ config });
  const socket = new WebSocket(`${portal.url.replace("http:", "ws:")}/bff/api/news/`, { origin: portal.url });
  await once(socket, "open");
  const closed = once(socket, "close");
  expect(await portal.stop()).toBe(0);
  expect((await closed)[0]).toBe(1001);
  sockets.close();
  await api.close();
  rmSync(directory, { recursive: true, force: true });
});
