import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** The bench asks here for codes before each turn; on a server of its own, so that nothing of it is measured. */
export async function serveCodes(mint: () => Promise<string>): Promise<string> {
  const server = createServer(async (request, response) => {
    const count = Number(new URL(request.url ?? "/", "http://localhost").searchParams.get("count"));
    const codes = await Promise.all(Array.from({ length: count }, mint));
    response.end(JSON.stringify(codes));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
