import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { findForm } from "#tests/support/page-form.ts";
import { createPortalWorld, ownForm, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";

let world: PortalWorld;
let portal: PortalProcess;
let ada: CookieBrowser;

beforeAll(async () => {
  world = await createPortalWorld({
    scheme: "http",
    config: (config) => ({
      ...config,
      admins: ["ada@lovelace.example"],
      access: { emailDomains: ["lovelace.example", "navy.example"], askWhom: "the help desk" },
      roles: { editor: {} },
    }),
  });
  portal = await world.start();
  ada = await world.signIn(portal, "google", "ada");
});
afterAll(() => world.close());

/** A page as a person reads it, and as the browser has it. */
async function open(path: string, browser = ada): Promise<{ html: string; words: string; path: string }> {
  const answer = await browser.fetch(path);
  const location = answer.headers.get("location");
  if (location !== null) {
    await answer.body?.cancel();
    return open(location, browser);
  }
  const html = await answer.text();
  const words = html.replace(/<(script|style|head)\b.*?<\/\1>/gs, " ").replace(/<[^>]*>/g, " ");
  return { html, words: words.replaceAll("&#x27;", "'").replace(/\s+/g, " "), path };
}

/** Fills a form of a page and sends it; answers the page where that leads. */
async function send(html: string, action: string, filled: Readonly<Record<string, string>> = {}) {
  const form = findForm(html, action);
  const fields = [...form.fields.filter(([name]) => !(name in filled)), ...Object.entries(filled)];
  const answer = await ada.fetch(form.action, ownForm(world.publicUrl, fields));
  await answer.body?.cancel();
  const location = answer.headers.get("location");
  if (location === null) throw new Error(`${form.action} answered ${answer.status}`);
  return open(location);
}

const openTo = async (browser: CookieBrowser) => (await open("/account", browser)).path;
const signInGrace = () => world.signIn(portal, "google", "grace");

describe("the page of who may sign in", () => {
  it("shows the settings' part and that nothing is set beside it", async () => {
    const { words } = await open("/admin/policy");
    for (const text of ["lovelace.example", "navy.example", "the help desk", "Nothing is set here"]) {
      expect(words).toContain(text);
    }
  });

  it("shows a mistake at its field with what was typed, and sets nothing", async () => {
    const { html } = await open("/admin/policy?edit");
    const refused = await send(html, "/policy/preview", { emailDomains: "lovelace.example\nnot a domain" });
    expect(refused.html).toMatch(
      /<textarea[^>]*name="emailDomains"[^>]*aria-invalid="true"[^>]*>lovelace.example\nnot a domain/,
    );
    expect((await open("/admin/policy")).words).toContain("Nothing is set here");
  });

  it("says who loses access before the rules are set; then they are refused at their next use", async () => {
    const grace = await signInGrace();
    const { html } = await open("/admin/policy?edit");
    const question = await send(html, "/policy/preview", { emailDomains: "lovelace.example" });
    expect(question.words).toContain("1 person loses access");
    expect(question.html).toMatch(/href="\/admin\/people\/[\w-]+"[^>]*>(<bdi>)?Grace Hopper/);
    expect(await openTo(grace)).toBe("/account");

    const done = await send(question.html, "/policy/change");
    expect(done.words).toContain("The policy is set. 1 person lost access.");
    expect(await openTo(grace)).toMatch(/^\/sign-in\?/);
    await expect(signInGrace()).rejects.toThrow("not_allowed_to_sign_in");
  });

  it("refuses a change of what another administrator changed meanwhile, and keeps what was typed", async () => {
    const [mine, theirs] = [await open("/admin/policy?edit"), await open("/admin/policy?edit")];
    const mineAsked = await send(mine.html, "/policy/preview", {
      emailDomains: "lovelace.example",
      emails: "x@navy.example",
    });
    const theirsAsked = await send(theirs.html, "/policy/preview", { emailDomains: "", signUp: "open" });
    expect((await send(theirsAsked.html, "/policy/change")).words).toContain(
      "The policy is set. No person lost access.",
    );
    const refused = await send(mineAsked.html, "/policy/change");
    expect(refused.path).toMatch(/^\/admin\/policy\?edit&draft=/);
    expect(refused.html).toMatch(/<textarea[^>]*name="emails"[^>]*>x@navy.example/);
    expect((await open("/admin/policy")).words).toContain("Nothing is set here");
  });
});

describe("the page of invitations", () => {
  const linkOf = (words: string) => new RegExp(`${world.publicUrl}(/invitation/[\\w-]+)`).exec(words)?.[1] ?? "no link";

  it("makes an invitation for an address, whose link it shows and opens to a stranger", async () => {
    const { html } = await open("/admin/invitations/new");
    const filled = { email: "alan@navy.example", roles: "editor", expiresInSeconds: "86400" };
    const made = await send(html, "/invitations/create", filled);
    expect(made.words).toContain("Send it to alan@navy.example");
    expect(made.words).toMatch(/Open .*editor/);
    const link = await fetch(portal.address + linkOf(made.words), { headers: { accept: "text/html" } });
    expect(link.status).toBe(200);
    await link.body?.cancel();
    expect((await open("/admin/invitations")).words).not.toContain("/invitation/");
  });

  it("shows what is wrong with an address at its field", async () => {
    const { html } = await open("/admin/invitations/new");
    const refused = await send(html, "/invitations/create", { email: "no address", expiresInSeconds: "604800" });
    expect(refused.html).toMatch(/<input[^>]*aria-invalid="true"[^>]*name="email"/);
  });

  it("takes an invitation back after a question, and its link is refused", async () => {
    const { html } = await open("/admin/invitations/new");
    const made = await send(html, "/invitations/create", { email: "", expiresInSeconds: "604800" });
    expect(made.words).toContain("The first person who opens it");
    const [, revoke = ""] = /href="(\/admin\/invitations\?revoke=\d+)"/.exec(made.html) ?? [];
    const question = await open(revoke);
    expect(question.words).toContain("Take this invitation back?");
    const done = await send(question.html, "/invitations/revoke");
    expect(done.words).toContain("The invitation was taken back.");
    const link = await open(linkOf(made.words));
    expect(link.path).toContain("code=invitation_invalid");
  });
});

describe("the page of a person", () => {
  async function pageOfGrace(): Promise<string> {
    const { html } = await open("/admin/people?search=hopper");
    return /href="(\/admin\/people\/[\da-f-]{36})"/.exec(html)?.[1] ?? "no page";
  }

  it("says why the person has a role", async () => {
    const { html } = await open("/admin/people?search=lovelace");
    const own = /href="(\/admin\/people\/[\da-f-]{36})"/.exec(html)?.[1] ?? "";
    expect((await open(own)).words).toContain("admin Why By the setting admins");
  });

  it("gives a role and takes it away again", async () => {
    await signInGrace();
    const page = await pageOfGrace();
    const form = await open(`${page}?ask=give-role`);
    const given = await send(form.html, "/roles/assign", { role: "support" });
    expect(given.words).toContain("Grace Hopper has the role support now.");
    expect(given.words).toContain("support Why Given to this person");

    const question = await open(`${page}?ask=role%3Asupport`);
    expect(question.words).toContain("Take the role support away from Grace Hopper?");
    const taken = await send(question.html, "/roles/remove");
    expect(taken.words).toContain("The role support was taken away from Grace Hopper.");
    expect(taken.words).not.toContain("Given to this person");
    expect((await ada.fetch(`${page}?ask=role%3Asupport`)).status).toBe(404);
  });
});
