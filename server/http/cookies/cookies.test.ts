import { expect, it } from "vitest";
import { cookieValues, setCookie } from "./cookies.ts";

it.each([
  ["a=1; portico=x; b=2", ["x"]],
  ["portico=x", ["x"]],
  ['portico="x"', ["x"]],
  ["portico=x=y", ["x=y"]],
  ["xportico=1; portico2=2; Portico=3", []],
  ["portico=x; portico=y", ["x", "y"]],
  ["portico", []],
  ["a=portico=x; portico=y", ["y"]],
  ["a=portico; portico=x;b=1", ["x"]],
  ["xportico=1; portico=x", ["x"]],
  ["portico=x; a=portico=y", ["x"]],
  ["a=1;portico=x", ["x"]],
  ["portico= x ; a=1", ["x"]],
  ["portico=", [""]],
  ["portico=; a=1", [""]],
  [undefined, []],
])("reads %j", (header, expected) => {
  expect(cookieValues(header, "portico")).toEqual(expected);
});

it("writes cookies that scripts can't read and no subdomain gets", () => {
  const cookie = setCookie("__Host-portico", "v", { maxAgeSeconds: 60, secure: true, sameSite: "Lax" });
  expect(cookie).toBe("__Host-portico=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; Secure");
});
