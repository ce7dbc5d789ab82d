import { createHook } from "node:async_hooks";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createGuardedFetch } from "./guarded-fetch.ts";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opened.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function guarded(options: Partial<Parameters<typeof createGuardedFetch>[0]> = {}) {
  const fetch = createGuardedFetch({ allowPrivateNetwork: true, timeoutSeconds: 30, ...options });
  opened.push(fetch);
  return fetch;
}

describe("guarded fetch", () => {
  it("sends method, headers and form, and reads the answer", async () => {
    const url = await serve(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ method: request.method, auth: request.headers.authorization, body }));
    });
    const answer = await guarded()(`${url}/token`, {
      method: "POST",
      headers: { authorization: "Basic x" },
      body: new URLSearchParams({ a: "b c" }),
    });
    expect(await answer.json()).toEqual({ method: "POST", auth: "Basic x", body: "a=b+c" });
  });

  it("does not follow a redirect, which could take a secret elsewhere", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls++;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect((await guarded()(url)).status).toBe(307);
    expect(calls).toBe(1);
  });

  it("gives up on an answer that never comes", async () => {
    const url = await serve(() => {});
    await expect(guarded({ timeoutSeconds: 0.2 })(url)).rejects.toMatchObject({ code: "provider_unreachable" });
  });

  it("gives up on an answer that never ends", async () => {
    const url = await serve((_request, response) => void response.write("{"));
    await expect(guarded({ timeoutSeconds: 0.2 })(url)).rejects.toMatchObject({ code: "provider_unreachable" });
  });

  it("gives up when its caller does", async () => {
    const url = await serve(() => {});
    const answer = guarded()(url, { signal: AbortSignal.timeout(50) });
    await expect(answer).rejects.toMatchObject({ code: "provider_unreachable" });
  });

  it("refuses an answer that is too large, announced or not", async () => {
    const url = await serve((_request, response) => {
      response.write("x".repeat(600));
      response.end("x".repeat(600));
    });
    await expect(guarded({ maxBytes: 1000 })(url)).rejects.toMatchObject({ code: "provider_unreachable" });
  });

  it("says provider_unreachable where nobody listens, naming the place without its query", async () => {
    const error = await guarded()("http://127.0.0.1:1/token?secret=1").catch((reason: Error) => reason);
    expect(error).toMatchObject({ code: "provider_unreachable" });
    expect(String(error)).toContain("http://127.0.0.1:1/token:");
    expect(String(error)).not.toContain("secret");
  });

  it("refuses private addresses, literal or by name, before anything is sent", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls++;
      response.end();
    });
    const fetch = guarded({ allowPrivateNetwork: false });
    const port = new URL(url).port;
    const literal = ["127.0.0.1", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"];
    for (const host of [...literal, "localhost"]) {
      for (const scheme of ["http", "https"]) {
        await expect(fetch(`${scheme}://${host}:${port}/`)).rejects.toMatchObject({ code: "provider_unreachable" });
      }
    }
    expect(calls).toBe(0);
  });

  it("looks up names that strangers chose without a thread, which the names of everybody need", async () => {
    const kinds: string[] = [];
    const hook = createHook({ init: (_id, type) => void kinds.push(type) }).enable();
    const asked = guarded({ allowPrivateNetwork: false, forStrangers: true })("https://stranger.invalid/");
    await expect(asked).rejects.toMatchObject({ code: "provider_unreachable" });
    hook.disable();
    expect(kinds).toContain("QUERYWRAP");
    expect(kinds).not.toContain("GETADDRINFOREQWRAP");
  });

  it("refuses http outside this computer even on a private network", async () => {
    await expect(guarded()("http://10.0.0.1/")).rejects.toThrow("only https is allowed");
    await expect(guarded()("http://op.example/")).rejects.toThrow("only https is allowed");
  });
});
