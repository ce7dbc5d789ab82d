import { describe, expect, it } from "vitest";
import { problemOf, startBffWorld } from "#tests/support/bff-world.ts";

describe("answers", () => {
  it("breaks the client's connection off when the API breaks off in the middle", async () => {
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) => {
      response.writeHead(200);
      response.write("half", () => response.destroy());
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    await expect(response.text()).rejects.toThrow();
  });

  it("answers 502 when the API can't be reached", async () => {
    const { portal, session } = await startBffWorld({ target: "http://127.0.0.1:9" });
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(502);
    expect(await problemOf(response)).toMatchObject({ code: "upstream_unreachable" });
  });

  it("answers 504 when the API takes too long for its first byte", async () => {
    const { api, portal, session } = await startBffWorld({ firstByteTimeoutSeconds: 1 });
    api.answer = () => {};
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(504);
    expect(await problemOf(response)).toMatchObject({ code: "upstream_timeout" });
  });

  it("breaks off when the API pauses too long between two chunks", async () => {
    const { api, portal, session } = await startBffWorld({ idleTimeoutSeconds: 1 });
    api.answer = (_, response) => {
      response.writeHead(200);
      response.write("first");
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    await expect(response.text()).rejects.toThrow();
  });

  it.each([
    ["GET", undefined, 200],
    ["OPTIONS", undefined, 200],
    ["QUERY", "x", 200],
    ["PROPFIND", "x", 200],
    ["REPORT", "x", 200],
    ["SEARCH", "x", 200],
    ["POST", "x", 502],
    ["PUT", "x", 502],
    ["DELETE", undefined, 502],
    ["PROPPATCH", "x", 502],
    ["PURGE", undefined, 502],
  ])(
    "asks again once when the API hung up without an answer if the method is safe: %s",
    async (method, body, status) => {
      const { api, portal, session } = await startBffWorld({ methods: [method] });
      const arrived: string[] = [];
      let hungUp = false;
      api.answer = async (request, response) => {
        arrived.push(Buffer.concat(await request.toArray()).toString());
        if (hungUp) return response.end();
        hungUp = true;
        request.socket.destroy();
      };
      expect((await portal.fetch("/bff/api/demo/", { session, method, body: body ?? null })).status).toBe(status);
      expect(arrived).toEqual(status === 200 ? [body ?? "", body ?? ""] : [body ?? ""]);
    },
  );
});
