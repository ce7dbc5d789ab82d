import { createTranslator } from "#components/messages/create-translator.ts";
import { ruleWords } from "#components/messages/explain/rule-words.ts";
import type { Language } from "#components/messages/negotiate-locale.ts";
import type { RefusalStore, StoredRefusal } from "#server/audit/refusals/refusal-store.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { SettingOrigin } from "#server/config/origins/setting-origin.ts";
import type { Database } from "#server/database/database.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { type ExplainedRefusal, type Explanation, shownOrigin } from "./explanation.ts";
import { settingOf } from "./rule-settings.ts";

export interface ExplainReferenceDeps {
  refusals: Pick<RefusalStore, "ofReference">;
  query: Database["query"];
  catalog: Pick<Catalog, "clients" | "providers">;
  originOf(setting: string): Promise<SettingOrigin>;
  /** What is under way is written first, so that an answer of this moment can be explained. */
  flush(): Promise<void>;
  keptDays: number;
}

export interface ReferenceExplainer {
  /** `text` is a reference, or anything that has one in it: an error page's text, its address, a problem. */
  explain(text: string, reader: ExplanationReader): Promise<Explanation>;
}

export interface ExplanationReader {
  language: Language;
  /** Whether the reader may know what was said of the person: values that were compared, words of a provider, the address. */
  seesPeople: boolean;
  /** Whether the reader may read the audit log. */
  seesEvents: boolean;
}

interface EventRow {
  at: Date;
  type: string;
  outcome: string;
  userId: string | null;
  clientId: string | null;
  providerId: string | null;
  actor: string | null;
  details: Record<string, unknown>;
}

const eventsSql = `SELECT at, type, outcome, user_id AS "userId", client_id AS "clientId", provider_id AS "providerId", actor, details
  FROM audit_events WHERE request_id = $1 ORDER BY id LIMIT 50`;

/** Rules whose settings can list addresses of people. */
const namesPeople = /^(access|allow|not_allowed)/;

const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** The reference in a text; of several the one that is named as such (`ref=`, `reference`). */
export function referenceIn(text: string): string {
  const named =
    /(?:ref=|referenc\w*\W{1,9}|referenz\W{1,9}|x-request-id:\s*)([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i.exec(
      text,
    );
  return (named?.[1] ?? text.match(uuid)?.[0] ?? text.trim()).slice(0, 64).toLowerCase();
}

/** Explains refusals by the reference that was shown with them. */
export function createReferenceExplainer(deps: ExplainReferenceDeps): ReferenceExplainer {
  const { refusals, query, catalog } = deps;

  async function explained(row: StoredRefusal, { language, seesPeople }: ExplanationReader): Promise<ExplainedRefusal> {
    const known = Object.hasOwn(errorTable, row.code);
    const code = (known ? row.code : "internal_error") as ErrorCode;
    const providerName = row.providerId ? (catalog.providers.find(row.providerId)?.name ?? row.providerId) : undefined;
    const clientName = row.clientId ? (catalog.clients.find(row.clientId)?.name ?? row.clientId) : undefined;
    const t = createTranslator({ language, locale: language });
    const provider = providerName ?? t.text("failure.some_provider");
    const names = { provider, cookie: t.text("failure.some_cookie"), host: row.host ?? "" };
    const { title, cause, nextStep } = t.error(code, names);
    const { rule, needed, had, detail, thrown, said } = row.facts;
    const words = ruleWords(language, rule, code, { client: clientName, provider: providerName });
    const paths = settingOf(row)?.split(" or ") ?? [];
    const settings = await Promise.all(
      paths.map(async (path) => ({ path, origin: shownOrigin(await deps.originOf(path)) })),
    );
    return {
      at: new Date(row.at).toISOString(),
      code: row.code,
      rule: rule ?? row.code,
      title,
      cause,
      check: words?.check ?? cause,
      advice: words?.advice ?? nextStep,
      settings,
      had: had === undefined || !seesPeople ? null : listed(had),
      // Access rules may list addresses.
      needed: needed === undefined || (!seesPeople && namesPeople.test(rule ?? row.code)) ? null : listed(needed),
      detail: seesPeople ? (detail ?? thrown ?? null) : null,
      facts: seesPeople ? { ...said } : {},
      request: {
        method: row.method ?? null,
        host: row.host ?? null,
        path: row.path ?? null,
        clientAddress: seesPeople ? row.clientAddress : null,
      },
      userId: row.userId ?? null,
      clientId: row.clientId ?? null,
      providerId: row.providerId ?? null,
    };
  }

  return {
    async explain(text, reader) {
      const reference = referenceIn(text);
      await deps.flush();
      const rows = await refusals.ofReference(reference);
      const events = reader.seesEvents ? await query<EventRow>(eventsSql, [reference]) : [];
      return {
        reference,
        refusals: await Promise.all(rows.toReversed().map((row) => explained(row, reader))),
        events: events.map(explainedEvent),
        keptDays: deps.keptDays,
      };
    },
  };
}

function explainedEvent(event: EventRow): Explanation["events"][number] {
  return { ...event, at: new Date(event.at).toISOString() };
}

function listed(value: string | number | readonly string[]): string[] {
  return [value].flat().map(String);
}
