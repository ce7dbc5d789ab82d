import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { findRoute, routeTable } from "./find-route.ts";

/** The paths of Next's pages and route handlers, and of the files that it serves. */
function pathsOfPages(): string[] {
  const inApp = readdirSync("app", { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)(page\.tsx|route\.tsx?)$/.test(file))
    .map((file) => `/${file.split("/").slice(0, -1).join("/")}`)
    .map((path) => path.replace(/\[\.\.\.\w+\]/, "*"));
  return [...inApp, ...readdirSync("public").map((file) => `/${file}`)];
}

const isNamed = ({ path, room }: { path: string; room: string }) => room === "pages" && !path.endsWith("/*");

describe("the table of routes", () => {
  it.each(pathsOfPages())("has a row for the page %s", (path) => {
    expect(routeTable.get(path)).toMatchObject({ path, room: "pages" });
  });

  it("has a row for each endpoint that the authorization server is configured with", () => {
    const source = readFileSync("server/authorization-server/provider-configuration.ts", "utf8");
    const endpoints = [...source.matchAll(/"(\/oauth2\/[\w-]+)"/g)].map(([, path = ""]) => path);
    expect(endpoints.length).toBeGreaterThan(9);
    expect(endpoints.filter((path) => routeTable.get(path)?.room !== "authorization-server")).toEqual([]);
  });

  it("names no page that isn't there", () => {
    const named = [...routeTable.values()].filter(isNamed).map(({ path }) => path);
    expect(named.filter((path) => !pathsOfPages().includes(path))).toEqual([]);
  });

  it.each([...routeTable.keys()])("finds the row %s by a path of it", (path) => {
    expect(findRoute(path.replaceAll(/\[\w+\]/g, "a-1_B").replace("*", "what/ever")).path).toBe(path);
  });
});

describe("a path", () => {
  it.each([
    ["/consent/abc/decision", "/consent/[uid]/decision"],
    ["/consent/a.b", "/consent/*"],
    ["/consent/", "/consent/*"],
    ["/consented", "/*"],
    ["/sign-in/", "/sign-in/*"],
    ["/sign-information", "/*"],
    ["/oauth2/TOKEN", "/oauth2/*"],
    ["/oauth2/token/", "/oauth2/*"],
    ["/oauth2/authorize/a%20b", "/oauth2/authorize/*"],
    ["/oauth2/register/a/b", "/oauth2/register/*"],
    ["/favicon_svg", "/*"],
    ["/nonsense\n/x", "/*"],
    ["", "/*"],
  ])("is found by its own letters: %s", (path, row) => {
    expect(findRoute(path).path).toBe(row);
  });
});
