import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { permissionsOfRole } from "#tests/support/admin-permissions.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { namedCodeBlocks } from "#tests/support/markdown-code.ts";
import { findForm } from "#tests/support/page-form.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";

const run = promisify(execFile);
const secret = "the secret of the operations desk";
const nothing = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";

/**
 * What each part of the console needs to be seen, written by hand: a new part must be placed here. `undefined`: any role.
 */
const permissionOfPart: Readonly<Record<string, string | undefined>> = {
  "": undefined,
  api: undefined,
  people: "users.read",
  sessions: "sessions.read",
  grants: "grants.read",
  audit: "audit.read",
  keys: "signing-keys.read",
  apps: "clients.read",
  providers: "providers.read",
  apis: "resources.read",
  scopes: "scopes.read",
  roles: "roles.read",
  policy: "policy.read",
  invitations: "invitations.read",
  setup: "setup.read",
  system: "system.read",
  limits: "limits.read",
  explain: "explain.read",
  contain: "contain.read",
};
/** What asks for more than it takes to see its part. */
const changing: Readonly<Record<string, string>> = {
  "/admin/apps/new": "clients.write",
  "/admin/apps/create": "clients.write",
  "/admin/apis/new": "resources.write",
  "/admin/scopes/new": "scopes.write",
  "/admin/providers/new": "providers.write",
  "/admin/providers/test": "providers.write",
  "/admin/invitations/new": "invitations.write",
  "/admin/invitations/create": "invitations.write",
};

const files = readdirSync("app/admin", { recursive: true, encoding: "utf8" }).map((file) => `app/admin/${file}`);
const pathOf = (file: string) => file.replace(/^app/, "").replace(/\/(page\.tsx|route\.ts)$/, "");
const routes = files.filter((file) => file.endsWith("/route.ts"));
const asked = [
  ...files.filter((file) => file.endsWith("/page.tsx")),
  ...routes.filter((file) => /export (async )?function GET/.test(readFileSync(file, "utf8"))),
].map(pathOf);
const partOf = (path: string) => path.split("/")[2] ?? "";
const addressOf = (path: string) => path.replaceAll(/\[\w+\]/g, nothing);

let world: PortalWorld;
let portal: PortalProcess;
beforeAll(async () => {
  world = await createPortalWorld({
    scheme: "http",
    config: (config, publicUrl) => ({
      ...config,
      admins: ["google:ada", "ada@lovelace.example"],
      roles: {
        "provider-desk": { permissions: ["providers.read", "providers.write"] },
        desk: {
          permissions: [
            ...(["providers.read", "providers.write", "clients.read", "clients.write"] as const),
            ...(["users.read", "users.write", "roles.read", "roles.write"] as const),
          ],
        },
      },
      clients: [
        ...(config.clients ?? []),
        {
          clientId: "ops",
          clientSecret: secret,
          name: "Operations",
          grantTypes: ["client_credentials"],
          resources: [`${publicUrl}/admin/api/v1`],
          scopes: ["portico.admin"].concat("portico.admin.users", "portico.admin.audit.read"),
        },
      ],
    }),
  });
  portal = await world.start();
  // Only an admin who can sign in lets the last other one go, and a name in the settings counts once its person was here.
  await world.signIn(portal, "google", "ada");
});
afterAll(() => world.close());

/** Where the request is led, or its status. */
async function led(browser: CookieBrowser | undefined, path: string): Promise<string> {
  const cookie = browser?.cookieHeader(path);
  const answer = await fetch(portal.address + addressOf(path), {
    redirect: "manual",
    headers: { accept: "text/html", ...(cookie === undefined ? {} : { cookie }) },
  });
  const location = answer.headers.get("location");
  await answer.body?.cancel();
  if (location === null) return String(answer.status);
  const { pathname, searchParams } = new URL(location, portal.address);
  // Of a form's address that leads to the form.
  if (pathname.startsWith("/admin/") && pathname !== addressOf(path)) return led(browser, pathname);
  return pathname === "/error" ? `error ${searchParams.get("code")}` : pathname;
}

async function token(): Promise<string> {
  const answer = await fetch(`${portal.address}/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`ops:${encodeURIComponent(secret)}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      scope: "portico.admin",
      resource: `${world.publicUrl}/admin/api/v1`,
    }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

async function api(method: string, path: string, json?: unknown): Promise<Response> {
  return fetch(`${portal.address}/admin/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${await token()}`, "content-type": "application/json" },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
}

describe("every page of the console", () => {
  it("is of a part that is placed by hand", () => {
    expect([...new Set(asked.map(partOf))].filter((part) => !(part in permissionOfPart))).toEqual([]);
  });

  it.each(routes)("has a form that only administrators can send, or a stream that only they get: %s", (file) => {
    expect(readFileSync(file, "utf8")).toMatch(
      /answer\w*(Form|Entry)\w*\(|requireAdministrator\(|answer\w*Stream\w*\(|act\w*\(/,
    );
  });

  it("leads to the sign-in without a session", async () => {
    for (const path of asked) expect(`${path} ${await led(undefined, path)}`).toBe(`${path} /sign-in`);
  });

  it("is refused to a person without a role", async () => {
    const browser = await world.signIn(portal, "google", "grace");
    for (const path of asked) expect(`${path} ${await led(browser, path)}`).toBe(`${path} error admin_not_allowed`);
  });

  it.each(["support", "auditor"])(
    "is refused to the role %s where it has no permission, and open elsewhere",
    async (role) => {
      const browser = await world.signIn(portal, "google", "grace");
      const { userId } = await findGrace();
      expect((await api("POST", `/roles/${role}/assignments`, { userId })).status).toBe(200);
      for (const path of asked) {
        const needed = changing[path] ?? permissionOfPart[partOf(path)];
        const may = needed === undefined || (permissionsOfRole[role] ?? []).includes(needed);
        const answer = await led(browser, path);
        if (may) expect(`${path} ${answer}`).toMatch(/ (200|404)$/);
        else expect(`${path} ${answer}`).toMatch(/ (error admin_not_allowed|404)$/);
      }
      expect((await api("DELETE", `/roles/${role}/assignments?userId=${userId}`)).status).toBe(200);
    },
  );
});

it("the test of a provider is refused to a person who may change providers but not everything", async () => {
  const browser = await world.signIn(portal, "google", "grace");
  const { userId } = await findGrace();
  const give = async (role: string) =>
    expect((await api("POST", `/roles/${role}/assignments`, { userId })).status).toBe(200);
  const take = async (role: string) =>
    expect((await api("DELETE", `/roles/${role}/assignments?userId=${userId}`)).status).toBe(200);
  const read = (path: string) =>
    fetch(portal.address + path, { headers: { accept: "text/html", cookie: browser.cookieHeader(path) ?? "" } });

  await give("admin");
  const form = findForm(await (await read("/admin/providers/view?id=google")).text(), "/admin/providers/test/start");
  await give("provider-desk");
  await take("admin");
  const page = await read("/admin/providers/view?id=google");
  expect([page.status, (await page.text()).includes("/admin/providers/test/start")]).toEqual([200, false]);
  const answer = await fetch(portal.address + form.action, {
    method: "POST",
    redirect: "manual",
    headers: {
      cookie: browser.cookieHeader(form.action) ?? "",
      origin: world.publicUrl,
      "sec-fetch-site": "same-origin",
    },
    body: new URLSearchParams(form.fields),
  });
  expect(answer.headers.get("location")).toContain("code=admin_not_allowed");
  const { items } = (await (await api("GET", "/audit-events?kind=admin.refused&limit=1")).json()) as {
    items: object[];
  };
  expect(items[0]).toMatchObject({
    actor: `user:${userId}`,
    providerId: "google",
    details: { operation: "providers.test", code: "admin_not_allowed" },
  });
  await take("provider-desk");
});

it("a person is offered no act that would be refused, and reads why", async () => {
  const browser = await world.signIn(portal, "google", "grace");
  for (const person of ["ada", "alan"] as const) await world.signIn(portal, "google", person);
  const [grace = "", ada = "", alan = ""] = await Promise.all(["grace", "lovelace", "turing"].map(idOf));
  expect((await api("POST", "/roles/desk/assignments", { userId: grace })).status).toBe(200);
  const provider = {
    id: "partner",
    name: "Partner",
    type: "oidc",
    issuer: "https://partner.example",
    clientId: "portal",
  };
  expect((await api("POST", "/providers", { entry: provider, enabled: false })).status).toBe(200);
  const redirectUris = ["https://app.example/callback"];
  for (const [clientId, firstParty] of [["plain", false] as const, ["own", true] as const]) {
    const entry = { clientId, name: clientId, redirectUris, firstParty };
    expect((await api("POST", "/clients", { entry })).status).toBe(200);
  }
  const read = async (path: string) => (await browser.fetch(path)).text();
  const acts = async (path: string) =>
    [...(await read(path)).matchAll(/href="[^"]*(?:\?|&amp;)((?:edit|ask)=[\w:-]*)"/g)].map(([, act]) => act);

  expect(await acts("/admin/providers/view?id=partner")).toEqual(["ask=delete"]);
  expect(await read("/admin/providers/view?id=partner&edit=")).not.toContain("/admin/providers/change");
  expect(await acts("/admin/apps/view?id=plain")).toEqual(["edit=", "ask=disable", "ask=delete"]);
  expect(await acts("/admin/apps/view?id=own")).toEqual(["ask=disable", "ask=delete"]);
  expect(await read("/admin/apps/view?id=own")).toContain("you could do more with it");
  expect(await acts(`/admin/people/${alan}`)).toEqual(["ask=disable", "ask=export", "ask=delete", "ask=give-role"]);
  expect(await acts(`/admin/people/${ada}`)).toEqual(["ask=export", "ask=give-role"]);
  expect(await read(`/admin/people/${ada}`)).toContain("a role that you could not give");
  expect(await led(browser, `/admin/people/${ada}?ask=delete`)).toBe("error admin_not_allowed");
  expect(await read("/admin/roles")).not.toMatch(/<option[^>]*value="(admin|auditor)"/);
  expect((await api("DELETE", `/roles/desk/assignments?userId=${grace}`)).status).toBe(200);
});

it("the live log gives its place back when its reader leaves, and says so when the reader's role ends", async () => {
  const browser = await world.signIn(portal, "google", "grace");
  const { userId } = await findGrace();
  expect((await api("POST", "/roles/auditor/assignments", { userId })).status).toBe(200);
  const headers = { accept: "text/html", cookie: browser.cookieHeader("/admin/audit/live") ?? "" };
  const watch = () => fetch(`${portal.address}/admin/audit/live`, { redirect: "manual", headers });
  const open = await Promise.all(Array.from({ length: 5 }, watch));
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  expect((await watch()).headers.get("location")).toContain("code=too_many_streams");
  await Promise.all(open.map(({ body }) => body?.cancel()));
  let last = await watch();
  await expect
    .poll(async () => {
      if (last.status !== 200) last = await watch();
      return last.status;
    })
    .toBe(200);
  expect((await api("DELETE", `/roles/auditor/assignments?userId=${userId}`)).status).toBe(200);
  expect(await last.text()).toContain("No more events appear here");
});

async function idOf(search: string): Promise<string> {
  const list = (await (await api("GET", `/users?search=${search}`)).json()) as { items: { id: string }[] };
  return list.items[0]?.id ?? "";
}

const findGrace = async () => ({ userId: await idOf("grace") });

it("the calls of docs/admin-api.md do what they say", async () => {
  const { userId } = await findGrace();
  const code = namedCodeBlocks(readFileSync("docs/admin-api.md", "utf8")).map((block) => block.code);
  expect(code).toHaveLength(2);
  const env = { ...process.env, PORTAL: world.publicUrl, OPS_SECRET: secret, ADA: userId };
  const { stdout } = await run("bash", ["-euo", "pipefail", "-c", code.join("\n")], { env });
  expect(stdout).toContain('"items":[');
  expect(stdout).toContain('"wasDisabled":false');
  expect(stdout).toContain("}id,");
});
