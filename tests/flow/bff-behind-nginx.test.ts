import { existsSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  type BffHarness,
  cookieOf,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";
import { findFreePorts } from "#tests/support/free-ports.ts";
import { startProxy } from "#tests/support/reverse-proxy.ts";

const setups: [string, Record<string, string>][] = [
  ["as documented", {}],
  // What nginx does by itself: HTTP/1.0 towards the portal, and answers collected.
  ["with nothing but proxy_pass", { "proxy_http_version 1.1;": "", "proxy_buffering off;": "" }],
];

describe.skipIf(!existsSync("/usr/sbin/nginx"))("needs Debian's package nginx", () => {
  let api: RecordingApi;
  let portal: BffHarness;
  let atTheApi: ServerResponse | undefined;
  let atThePortal: ServerResponse | undefined;

  beforeEach(async () => {
    atTheApi = undefined;
    api = await startRecordingApi();
    portal = await startBff({ demo: { target: api.url } });
    api.answer = (_, response) => {
      response.writeHead(200);
      response.write("half an answer");
      atTheApi = response;
    };
    portal.server.prependListener("request", (_, response) => {
      atThePortal = response;
    });
  });

  afterEach(async () => {
    await portal.close();
    await api.close();
  });

  describe.each(setups)("behind nginx %s", (_, changes) => {
    let stop: () => Promise<void>;
    let origin: string;

    beforeEach(async () => {
      const port = await findFreePorts(1);
      origin = `http://127.0.0.1:${port}`;
      const { host } = new URL(portal.url);
      const places = { "127.0.0.1:3000": host, "127.0.0.1:8000": `127.0.0.1:${port}` };
      ({ stop } = await startProxy("nginx", "nginx.conf", port, { ...places, ...changes }));
    });

    afterEach(() => stop());

    /** @param halfway what happens when half the answer is on its way to nginx. */
    async function call(halfway: () => unknown): Promise<string> {
      const cookie = cookieOf(portal.vault.add("s1"));
      const answer = fetch(`${origin}/bff/api/demo/`, { headers: { "X-CSRF": "1", Cookie: cookie } });
      await expect.poll(() => atTheApi && atThePortal?.headersSent).toBe(true);
      void halfway();
      const response = await answer;
      // Collected and broken off before any of it was passed on, it may also become a refusal.
      if (!response.ok) throw new Error(String(response.status));
      return response.text();
    }

    it("a whole answer arrives", async () => {
      expect(await call(() => atTheApi?.end(", and the rest"))).toBe("half an answer, and the rest");
    });

    it("an answer that the API breaks off is no whole one", async () => {
      await expect(call(() => atTheApi?.destroy())).rejects.toThrow();
    });

    it("an answer that the session's end breaks off is no whole one", async () => {
      await expect(call(() => portal.vault.end({ id: "s1" }))).rejects.toThrow();
    });
  });
});
