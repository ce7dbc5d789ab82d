import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";

describe("token refresh", () => {
  it("renews once and repeats once after the API's 401, body included", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    const bodies: string[] = [];
    api.answer = async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      response.writeHead(request.headers.authorization?.endsWith("-1") ? 401 : 200).end("done");
    };
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body: "hello" });
    expect(response.status).toBe(200);
    expect(bodies).toEqual(["hello", "hello"]);
    expect(portal.tokens.upstreamAsked.map((asked) => asked.refused)).toEqual([undefined, "github-s1-1"]);
  });

  it("passes the API's 401 on when the renewed token is refused too, without a refresh for every call", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    api.answer = (_, response) => response.writeHead(401, { "content-length": 2 }).end("no");
    for (let call = 0; call < 5; call++) {
      const response = await portal.fetch("/bff/api/demo/", { session });
      expect(response.status).toBe(401);
      expect(await response.text()).toBe("no");
    }
    expect(portal.tokens.upstreamAsked).toHaveLength(2);
    expect(api.seen).toHaveLength(6);
  });

  it("decides at the head of the API's 401, whose body may never end", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    const first = Promise.withResolvers<void>();
    api.answer = (request, response) => {
      const refused = request.headers.authorization?.endsWith("-1");
      if (refused) response.on("close", first.resolve);
      response.writeHead(refused ? 401 : 200).write("data: 1\n\n");
      if (!refused) response.end();
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("data: 1\n\n");
    await first.promise;
  });

  it("passes such a 401 on as it comes when there is no other token", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    const large = "x".repeat(300_000);
    api.answer = (_, response) => void response.writeHead(401).write(large);
    portal.tokens.forSession = async () => portal.tokens.make("the only one");
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let bytes = 0;
    while (bytes < large.length) bytes += (await reader.read()).value?.length ?? Number.NaN;
    expect(bytes).toBe(large.length);
    await reader.cancel();
  });

  it.each(["HEAD", "GET"])("passes a 401 to %s on from an API that hangs up after it", async (method) => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    portal.tokens.forSession = async () => portal.tokens.make("the only one");
    api.answer = (request, response) => {
      response.writeHead(401, { connection: "close", "content-length": 2 }).end(request.method === "GET" ? "no" : "");
    };
    const response = await portal.fetch("/bff/api/demo/", { session, method });
    expect(response.status).toBe(401);
    expect(await response.text()).toBe(method === "GET" ? "no" : "");
  });

  it("answers the failure when another token can't be had, and lets the API's 401 go", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    const first = Promise.withResolvers<void>();
    api.answer = (_, response) => {
      response.on("close", first.resolve).writeHead(401).write("never ends");
      portal.tokens.forSession = () => Promise.reject(new AppError("token_unavailable"));
    };
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(503);
    await first.promise;
  });

  it("does not repeat a streamed body after a 401", async () => {
    const { api, portal, session } = await startBffWorld({ token: "provider:github" });
    api.answer = (request, response) => {
      request.resume().on("end", () => response.writeHead(401).end("no"));
    };
    const body = new Blob([Buffer.alloc(200_000)]).stream();
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body, duplex: "half" } as never);
    expect(response.status).toBe(401);
    expect(api.seen).toHaveLength(1);
  });
});
