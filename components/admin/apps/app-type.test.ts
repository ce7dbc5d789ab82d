import { expect, it } from "vitest";
import { appTypes, clientIdOf, clientOfType, typeOfClient } from "./app-type.ts";

const usual = {
  grantTypes: ["authorization_code", "refresh_token"],
  applicationType: "web",
  introspects: [],
};

it("knows each kind of client that the form makes", () => {
  for (const type of appTypes) {
    const { members, withSecret } = clientOfType[type];
    expect(typeOfClient({ ...usual, ...members }, withSecret)).toBe(type);
  }
});

it("tells a client of the file without a method by its secret or key", () => {
  expect(typeOfClient(usual, true)).toBe("web");
  expect(typeOfClient({ ...usual, jwksUri: "https://app.example/jwks" }, false)).toBe("web");
  expect(typeOfClient(usual, false)).toBe("spa");
  const introspecting = { ...usual, grantTypes: ["client_credentials"], introspects: ["https://api.example"] };
  expect(typeOfClient(introspecting, true)).toBe("api");
});

it("makes a client id of a name", () => {
  expect(clientIdOf("Müllers Notiz-App (neu)!")).toBe("mullers-notiz-app-neu");
  expect(clientIdOf("  ")).toBe("");
  expect(clientIdOf("x".repeat(100))).toHaveLength(60);
});
