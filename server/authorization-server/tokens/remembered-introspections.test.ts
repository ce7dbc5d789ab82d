import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import type Provider from "oidc-provider";
import { beforeEach, expect, it } from "vitest";
import { clientChangedChannel } from "#server/authorization-server/clients/registered-client-store.ts";
import { type RememberedIntrospections, rememberIntrospections } from "./remembered-introspections.ts";
import type { TokenState } from "./token-state-store.ts";

const state = { grantId: null } as unknown as TokenState;
let introspections: RememberedIntrospections;
let changeClient: () => void;
/** Of the catalog's clients, then of its APIs. */
let changeEntry: ((key: string) => void)[];
/** The library's side of a request: everything between the request and its answer. */
let answerByLibrary: (request: IncomingMessage, meanwhile?: () => void) => Promise<void>;

beforeEach(() => {
  type Middleware = (ctx: object, next: () => Promise<void>) => Promise<void>;
  const added: Middleware[] = [];
  const provider = { use: (middleware: Middleware) => added.push(middleware) } as unknown as Provider;
  changeEntry = [];
  const entries = {
    onChange(handler: (key: string) => void) {
      changeEntry.push(handler);
      return () => undefined;
    },
  };
  introspections = rememberIntrospections(provider, {
    states: { stateOf: () => state },
    tokens: { holds: () => true },
    notify: {
      subscribe(channel, handler) {
        expect(channel).toBe(clientChangedChannel);
        changeClient = () => handler("reports");
        return () => {};
      },
    },
    catalog: { clients: entries, resources: entries },
    onIntrospected: () => {},
  });
  answerByLibrary = async (request, meanwhile) => {
    const response = { get: () => "" };
    const ctx = {
      req: request,
      status: 200,
      body: { active: true },
      oidc: { entities: { AccessToken: {} } },
      response,
    };
    await added[0]?.(ctx, async () => meanwhile?.());
  };
});

function question(): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.method = "POST";
  request.url = "/oauth2/introspect";
  request.headers = {
    authorization: "Basic cmVwb3J0czpzZWNyZXQ=",
    "content-type": "application/x-www-form-urlencoded",
    "content-length": "7",
  };
  request.push("token=t");
  request.push(null);
  return request;
}

const ask = (request: IncomingMessage) => introspections.answer(request, new ServerResponse(request));

it("answers the second time", async () => {
  const first = question();
  expect(await ask(first)).toBe(false);
  await answerByLibrary(first);
  expect(await ask(question())).toBe(true);
});

it("forgets its answers when an app changes: the secret may be another one", async () => {
  const first = question();
  await ask(first);
  await answerByLibrary(first);
  changeClient();
  expect(await ask(question())).toBe(false);
});

it("forgets its answers when a client or an API of the catalog changes", async () => {
  for (const change of changeEntry) {
    const first = question();
    await ask(first);
    await answerByLibrary(first);
    change("reports");
    expect(await ask(question())).toBe(false);
  }
  expect(changeEntry).toHaveLength(2);
});

it("remembers no answer that was being made while an app changed", async () => {
  const first = question();
  await ask(first);
  await answerByLibrary(first, changeClient);
  expect(await ask(question())).toBe(false);
});
