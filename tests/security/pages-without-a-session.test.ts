import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectApp } from "#tests/support/connect-app.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";

const pages = [
  "/",
  "/account",
  "/account/sessions",
  "/account/activity",
  "/connected-apps",
  "/playground",
  "/sign-out",
  "/sign-in/connect?provider=github",
];

/** Ways by which others' middlewares were passed, or one layer was asked for what another had checked. */
const doors: [name: string, headers: Record<string, string>][] = [
  ["nothing special", {}],
  ["x-middleware-subrequest", { "x-middleware-subrequest": "middleware" }],
  ["x-middleware-subrequest, five deep", { "x-middleware-subrequest": Array(5).fill("src/middleware").join(":") }],
  ["x-middleware-next", { "x-middleware-next": "1", "x-middleware-rewrite": "/account" }],
  ["RSC", { rsc: "1" }],
  ["RSC prefetch", { rsc: "1", "next-router-prefetch": "1" }],
  ["RSC segment prefetch", { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" }],
  ["RSC segment prefetch of the page", { rsc: "1", "next-router-segment-prefetch": "/__PAGE__" }],
  ["RSC with a router state", { rsc: "1", "next-router-state-tree": encodeURIComponent(JSON.stringify(["", {}])) }],
  ["Next-Action", { "next-action": "0".repeat(40) }],
  ["x-nextjs-data", { "x-nextjs-data": "1" }],
  ["x-invoke-path", { "x-invoke-path": "/account", "x-invoke-status": "200", "x-matched-path": "/account" }],
  ["x-rewrite-url", { "x-rewrite-url": "/account", "x-original-url": "/account" }],
  ["forwarded hosts", { "x-forwarded-host": "localhost", "x-forwarded-for": "127.0.0.1", forwarded: "for=127.0.0.1" }],
  ["identity headers", { "x-auth-request-user": "ada", "x-forwarded-user": "ada", "x-remote-user": "ada" }],
];

const suffixes = [".rsc", ".json", ".segments/_tree.segment.rsc", "?_rsc=1", "?__nextDataReq=1", "//", "/%2e"];

describe("without a session", () => {
  let world: PortalWorld;
  let portal: PortalProcess;
  let app: string;
  let data: string[];

  beforeAll(async () => {
    world = await createPortalWorld({ scheme: "http" });
    portal = await world.start();
    const browser = await world.signIn(portal, "google", "ada");
    await connectApp(world, portal, browser);
    // Rendered for Ada first: what is kept between requests must not be hers.
    const list = await (await browser.fetch("/connected-apps")).text();
    app = /\/connected-apps\/[0-9a-f-]{36}/.exec(list)?.[0] ?? "";
    for (const page of [...pages, app]) expect(await (await browser.fetch(page)).text()).toContain("Ada Lovelace");
    const claims = (await (await world.call(portal, browser, "/bff/user")).json()) as { type: string; value: string }[];
    const value = (wanted: string) => claims.find(({ type }) => type === wanted)?.value ?? "";
    data = ["Ada Lovelace", "ada@lovelace.example", value("sub"), value("sid"), value("picture"), "Calendar Buddy"];
    expect(data.every(Boolean)).toBe(true);
  });
  afterAll(() => world.close());

  /** By node:http: fetch would tidy the path and refuse some of the headers. */
  function ask(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const outgoing = request(portal.address, { path, headers: { accept: "text/html", ...headers } }, (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (chunk: string) => {
          body += chunk;
        });
        response.on("end", () =>
          resolve({ status: response.statusCode ?? 0, text: `${JSON.stringify(response.headers)}\n${body}` }),
        );
      });
      outgoing.on("error", reject).end();
    });
  }

  /** Next sends its own client on to an address that caches keep apart; the answer is there. */
  async function askThrough(path: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
    const answer = await ask(path, headers);
    const onwards = /"location":"([^"]*[?&]_rsc=[^"]*)"/.exec(answer.text)?.[1];
    return onwards ? ask(onwards, headers) : answer;
  }

  function expectNothingPersonal({ status, text }: { status: number; text: string }, what: string): void {
    expect(
      data.filter((one) => text.includes(one)),
      what,
    ).toEqual([]);
    expect(status, what).toBeLessThan(500);
  }

  it.each(doors)("no page tells anything personal: %s", async (_, headers) => {
    for (const page of [...pages, app]) expectNothingPersonal(await askThrough(page, headers), page);
  });

  it.each(["/account", "/account/sessions", "/connected-apps"])("%s leads to the sign-in page", async (page) => {
    const { status, text } = await ask(page, {});
    expect(status).toBe(307);
    expect(text).toContain(`/sign-in?return_to=${encodeURIComponent(page)}`);
  });

  it.each(suffixes)("no spelling of a page's address tells anything personal: %s", async (suffix) => {
    for (const page of [...pages, app]) {
      for (const headers of [{}, { rsc: "1", "next-router-prefetch": "1" }]) {
        expectNothingPersonal(await askThrough(page + suffix, headers), page + suffix);
      }
    }
  });

  it("nor does what Next keeps for its own client", async () => {
    const paths = ["account", "connected-apps", "index"].flatMap((name) => [
      `/_next/data/development/${name}.json`,
      `/_next/data/build/${name}.json`,
      `/_next/../${name}`,
      `/_next/static/../../${name}`,
      `/${name}.txt`,
    ]);
    for (const path of paths) expectNothingPersonal(await askThrough(path, {}), path);
  });

  it("Next's image service, which would fetch any path of ours for a stranger, is off", async () => {
    const { status } = await ask("/_next/image?url=%2Faccount&w=640&q=75", {});
    expect(status).toBe(404);
  });

  it("a form of a signed-in page, sent without a session, does nothing", async () => {
    for (const path of [`${app}/remove`, "/account/sessions/end-others", "/sign-out/confirm"]) {
      const answer = await fetch(portal.url + path, {
        method: "POST",
        body: new URLSearchParams({ form_token: "x" }),
        redirect: "manual",
        headers: { origin: portal.url, "sec-fetch-site": "same-origin", "x-middleware-subrequest": "middleware" },
      });
      expect(answer.status, path).toBe(303);
      expect(answer.headers.get("location"), path).toMatch(/^\/(sign-in|sign-out|error)/);
    }
  });
});
