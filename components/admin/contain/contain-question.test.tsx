import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { createTranslator } from "../../messages/create-translator.ts";
import { type ContainFields, ContainForm } from "./contain-form.tsx";
import { ContainQuestion } from "./contain-question.tsx";
import { ContainmentReportCard } from "./containment-report-card.tsx";

const t = createTranslator({ language: "en", locale: "en" });
const fields = { networks: "203.0.113.0/24", wholePeople: "on" };
const acts = {
  sessions: true,
  grants: true,
  tokens: true,
  wholePeople: true,
  signingKeys: "keep",
  block: false,
} as const;
const ended = { sessions: 12, grants: 1, accessTokens: 30, refreshTokens: 0, providerTokens: 0 };
const preview = {
  counts: { ...ended, people: 9, apps: 1, examples: [{ id: "1", name: "Ada" }] },
  acts,
  sparesYou: true,
};
const question = (mayRun: boolean) =>
  renderToStaticMarkup(
    <ContainQuestion
      t={t}
      action="/admin/contain/run"
      formToken="token"
      fields={fields}
      preview={preview}
      mayRun={mayRun}
    />,
  );

const nowSeconds = Date.UTC(2026, 10, 30, 14, 5) / 1000;
const form = (chosen: ContainFields) =>
  renderToStaticMarkup(<ContainForm t={t} action="/admin/contain" fields={chosen} nowSeconds={nowSeconds} />);

it("asks for times in UTC, and shows a time of an address again", () => {
  const page = form({ since: "2026-11-30T13:00:00Z" });
  expect(page).toContain('type="datetime-local"');
  expect(page).toContain('value="2026-11-30T13:00:00"');
  expect(page).toContain("November 30, 2026 at 2:05 PM UTC now");
});

it("names each field differently", () => {
  const labels = [...form({}).matchAll(/<label[^>]*>(.*?)<\/label>/g)].map(([, label]) => label);
  expect(new Set(labels).size).toBe(labels.length);
});

it("shows the reason again that was typed before a fresh sign-in", () => {
  const page = renderToStaticMarkup(
    <ContainQuestion
      {...{ t, action: "/admin/contain/run", formToken: "token", fields, preview, mayRun: true }}
      reason="a stolen notebook"
    />,
  );
  expect(page).toContain('value="a stolen notebook"');
});

it("keeps what was chosen, for counting again and for the form that ends it", () => {
  expect(form(fields)).toContain("203.0.113.0/24");
  const page = question(true);
  expect(page).toContain('name="networks" value="203.0.113.0/24"');
  expect(page).toContain('name="wholePeople" value="on"');
});

it("says how much would end and of whom, and leaves out what is none", () => {
  const page = question(true);
  for (const words of ["12 sessions", "30 access tokens", "9 people, 1 app", "Ada", "Your own sign-ins"]) {
    expect(page).toContain(words);
  }
  expect(page).not.toContain("token of a provider");
  expect(page).not.toContain("refresh token");
});

it("offers the end only to those who may", () => {
  expect(question(false)).not.toContain("<form");
});

it("reports what ended and what others have not confirmed", () => {
  const at = "2026-11-30T12:00:00.000Z";
  const page = renderToStaticMarkup(
    <ContainmentReportCard
      t={t}
      nowSeconds={Date.parse(at) / 1000}
      report={{
        ...{ id: "r", state: "done", reason: "stolen laptop", acts, ended, startedBy: "operator" },
        choice: {
          ...{ users: [], clients: [], providers: ["corp"], keys: [], networks: [] },
          ...{ since: null, until: null, spared: null },
        },
        retiredKeys: [],
        madeKeys: [],
        startedAt: at,
        finishedAt: at,
        outside: {
          providers: [{ providerId: "corp", revoked: 11, failed: 1 }],
          waitingApps: [{ clientId: "wiki", count: 2 }],
        },
      }}
    />,
  );
  for (const words of ["Done", "12 sessions", "providers: corp", "1 not revoked", "wiki: 2"])
    expect(page).toContain(words);
});
