import { expect, it } from "vitest";
import { appTypes } from "./app-type.ts";
import { connectSnippets } from "./connect-snippets.ts";

const facts = {
  issuer: "https://login.example",
  clientId: "notes",
  clientSecret: `it's "secret" $HOME`,
  redirectUri: "https://notes.example/callback",
  scopes: ["openid", "notes:read"],
  resource: "https://api.example/notes",
};

it("has settings with the issuer and the client id for every type", () => {
  for (const type of appTypes) {
    const snippets = connectSnippets(type, facts);
    expect(snippets.length).toBeGreaterThan(0);
    for (const { code } of snippets) {
      expect(code).toContain(facts.issuer);
      expect(code).not.toContain("undefined");
    }
    expect(snippets.map(({ code }) => code).join()).toContain("notes");
  }
});

it("keeps what is pasted from ending its string", () => {
  const [curl] = connectSnippets("service", facts);
  expect(curl?.code).toContain(`-u 'notes:it'\\''s "secret" $HOME'`);
  const [web] = connectSnippets("web", facts);
  expect(web?.code).toContain(`"it's \\"secret\\" $HOME"`);
});

it("gives an app without a secret none", () => {
  const [, node] = connectSnippets("spa", { ...facts, clientSecret: undefined });
  expect(node?.code).toContain("client.None()");
  const [, go] = connectSnippets("native", { ...facts, clientSecret: undefined });
  expect(go?.code).toContain('ClientSecret: ""');
});
