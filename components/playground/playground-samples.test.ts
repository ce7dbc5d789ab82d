import { expect, it } from "vitest";
import { createTranslator } from "../messages/create-translator.ts";
import { playgroundApis, playgroundSamples } from "./playground-samples.ts";

const t = createTranslator({ language: "en", locale: "en" });
const providers = [{ id: "github", name: "GitHub", brand: "github" }] as const;
const demo = {
  calendarBuddyUrl: "http://localhost:3",
  notebookUrl: "http://localhost:3004",
  apiUrl: "http://localhost:2",
  providersUrl: "http://localhost:1",
};

it("shows the demo API's showpieces in demo mode only", () => {
  const apis = [{ name: "demo", token: "user", audience: "https://api.example/demo", methods: ["GET", "POST"] }];
  expect(playgroundSamples({ apis, providers, demo }, t).map(({ path }) => path)).toContain("/bff/api/demo/notes");
  expect(playgroundSamples({ apis, providers, demo: undefined }, t)).toMatchObject([
    { path: "/bff/api/demo/", method: "GET" },
  ]);
});

it("offers the person's profile at a provider", () => {
  const apis = [{ name: "github", token: "provider:github", audience: "https://api.example/github", methods: ["GET"] }];
  expect(playgroundSamples({ apis, providers, demo }, t)).toMatchObject([
    { title: "My profile at GitHub", path: "/bff/api/github/user" },
  ]);
  expect(playgroundApis({ apis, providers, demo }, t)).toMatchObject([{ connectLabel: "Connect GitHub" }]);
});

it.each(["none", "user", "client", "user_or_client", "user_or_none", "provider:github", "provider:gone"])(
  "says in words what token kind %s attaches",
  (token) => {
    const [api] = playgroundApis(
      { apis: [{ name: "x", token, audience: "https://api.example", methods: ["GET"] }], providers, demo },
      t,
    );
    expect(api?.attached).toMatch(/\.$/);
  },
);
