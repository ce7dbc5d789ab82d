import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startCollected } from "#tests/support/collected-process.ts";

const directory = mkdtempSync(join(tmpdir(), "portico-left-behind-"));
let portalPid = 0;

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
  if (portalPid) process.kill(portalPid, "SIGKILL");
});

it("a portal that is still starting when the tests' process ends, as after a hook's time-out, ends with it", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // A portal that says that it is there, and is never ready. What it holds open is closed when it ends, and not before.
  const config = join(directory, "portico.config.mjs");
  writeFileSync(
    config,
    `import { connect } from "node:net";
connect(${port}, "127.0.0.1").write(String(process.pid));
await new Promise(() => {});
`,
  );
  const start = `import { startPortal } from "./tests/support/start-portal.ts";
process.stdin.once("data", () => process.exit(0));
await startPortal({ config: ${JSON.stringify(config)}, dataDirectory: ${JSON.stringify(directory)} });
`;
  const tests = startCollected(process.execPath, ["--input-type=module", "-e", start]);
  const [portal] = (await once(server, "connection")) as [Socket];
  const closed = once(portal, "close");
  portalPid = Number(await once(portal, "data"));
  tests.write("end");
  expect(await tests.exited).toBe(0);
  await closed;
  portalPid = 0;
  server.close();
}, 60_000);
