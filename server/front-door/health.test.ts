import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createHealth, type Health } from "./health.ts";

async function readyzOf(health: Health): Promise<[number, string]> {
  const server = createServer((request, response) => createHealth(async () => health).readyz(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const answer = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return [answer.status, await answer.text()];
}

it.each<[string, Health, [number, string]]>([
  ["ready", { ready: true, away: [] }, [200, "ready\n"]],
  ["ready with a part away", { ready: true, away: ["events over Redis"] }, [200, "ready\naway: events over Redis\n"]],
  ["not ready yet", { ready: false, away: [] }, [503, "not ready\n"]],
  ["not ready without its database", { ready: false, away: ["database"] }, [503, "not ready\naway: database\n"]],
])("says %s", async (_, health, said) => {
  expect(await readyzOf(health)).toEqual(said);
});
