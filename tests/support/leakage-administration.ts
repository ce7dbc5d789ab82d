import { globSync } from "node:fs";
import { operations } from "#server/admin/operations.ts";
import type { LeakageWalk } from "./leakage-walk.ts";

const consolePages = globSync("app/admin/**/page.tsx")
  .filter((file) => !file.includes("["))
  .map((file) => `/${file.replace(/^app\//, "").replace(/\/page\.tsx$/, "")}`);

/**
 * The console's pages as an administrator, every operation of the API that reads without a parameter, a person's export, and a client whose
 * secret is shown once. What shows a secret as it should is not recorded; everything after it is.
 */
export async function walkAdministration(walk: LeakageWalk): Promise<void> {
  const { world, portal, sentinels } = walk;
  const { clientSecret } = walk.operations;
  sentinels.add("client secret of operations", clientSecret);
  const browser = walk.newBrowser();
  await walk.signIn(browser, "google", { person: "ada" });
  for (const page of consolePages) {
    const { status } = await browser.fetch(page, { headers: { accept: "text/html" } });
    if (![200, 307].includes(status)) throw new Error(`${page} answered ${status}`);
  }

  const answer = await fetch(`${portal.url}/oauth2/token`, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`operations:${clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "client_credentials",
      scope: "portico.admin",
      resource: `${world.publicUrl}/admin/api/v1`,
    }),
  });
  const { access_token: token } = (await answer.json()) as { access_token: string };
  sentinels.add("access token of operations", token);
  const authorization = `Bearer ${token}`;
  const made = await fetch(`${portal.url}/admin/api/v1/clients`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json", "idempotency-key": "leakage" },
    body: JSON.stringify({
      entry: {
        clientId: "made-here",
        name: "Made here",
        redirectUris: ["https://made.example/callback"],
        scopes: ["openid"],
      },
      withSecret: true,
    }),
  });
  const { clientSecret: shownOnce } = (await made.json()) as { clientSecret?: string };
  if (made.status !== 200 || !shownOnce) throw new Error(`no client was made: ${made.status}`);
  sentinels.add("client secret that was shown once", shownOnce);

  const calling = walk.newBrowser();
  async function call(path: string): Promise<Response> {
    const answer = await calling.fetch(`/admin/api/v1${path}`, { headers: { authorization, accept: "*/*" } });
    // Where input is needed the refusal is looked at.
    if (![200, 422].includes(answer.status)) throw new Error(`${path} answered ${answer.status}`);
    return answer;
  }
  const reading = Object.values(operations).filter(({ method, path }) => method === "GET" && !path.includes("{"));
  for (const { path } of reading) if (path !== "/audit-tail") await call(path);
  await call("/clients/made-here");
  const { items } = (await (await call("/users?limit=10")).json()) as { items: { id: string }[] };
  for (const { id } of items) await call(`/users/${id}`);
  await call(`/users/${items[0]?.id}/export`);
}
