import { type Attention, AttentionList } from "#components/admin/overview/attention-list.tsx";
import { When } from "#components/admin/parts/when.tsx";
import type { Translator } from "#components/messages/create-translator.ts";
import { Card, Section } from "#components/parts/card.tsx";
import { Facts } from "#components/parts/facts.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import type { OperationOutput } from "#server/admin/operations.ts";
import { currentFrame, nowSeconds } from "../_request.ts";
import { titled } from "../_title.ts";
import { type Administrator, readIfAllowed, requireAdministrator } from "./_admin.ts";
import { ConsolePage } from "./_console-page.tsx";

export const generateMetadata = titled("admin.title");

/** What needs attention, and what runs. */
export default async function AdminPage() {
  const administrator = await requireAdministrator("/admin");
  const frame = await currentFrame();
  const { t, branding } = frame;
  const system = await readIfAllowed(administrator, "system.get", {});
  return (
    <ConsolePage administrator={administrator} frame={frame} part="overview" path="/admin">
      <PageHeading title={t.text("admin.title")} text={t.text("admin.overview_text", { brand: branding.name })} />
      <div className="grid gap-10">
        <Section id="attention" title={t.text("admin.overview.attention")}>
          <AttentionList
            items={[...degradedParts(t, system?.degraded ?? []), ...(await failuresOfLastHour(t, administrator))]}
            calm={t.text("admin.overview.calm")}
          />
        </Section>
        {system && (
          <Section id="system" title={t.text("admin.system")}>
            <Card>
              <Facts
                items={[
                  { name: t.text("admin.system.address"), value: system.publicUrl },
                  { name: t.text("admin.system.version"), value: system.version },
                  { name: t.text("admin.system.mode"), value: system.mode },
                  { name: t.text("admin.system.database"), value: system.database.description },
                  { name: t.text("admin.system.node"), value: system.nodeVersion },
                  {
                    name: t.text("admin.system.started"),
                    value: <When t={t} at={system.startedAt} nowSeconds={nowSeconds()} />,
                  },
                ]}
              />
            </Card>
          </Section>
        )}
      </div>
    </ConsolePage>
  );
}

function degradedParts(t: Translator, degraded: OperationOutput<"system.get">["degraded"]): Attention[] {
  return degraded.map(({ part }) => ({
    id: part,
    text: t.text(`admin.system.degraded_${part}`),
    href: "/admin/system",
    tone: part === "database" ? "danger" : "warn",
  }));
}

const watched = ["sign_in.refused", "token.reuse_detected", "admin.refused"] as const;
const countedMax = 100;

/** Kinds of events that are worth a look, each with how many there were, up to a bound. */
async function failuresOfLastHour(t: Translator, administrator: Administrator): Promise<Attention[]> {
  const from = new Date((nowSeconds() - 3600) * 1000).toISOString();
  const found: Attention[] = [];
  for (const kind of watched) {
    const page = await readIfAllowed(administrator, "audit.list", { kind, from, limit: countedMax });
    const count = page?.items.length ?? 0;
    if (count === 0) continue;
    const more = page?.next ? "yes" : "no";
    const text = t.text(`admin.overview.${kind}`, { count, more });
    found.push({ id: kind, text, href: `/admin/audit?${new URLSearchParams({ kind, from })}`, tone: "warn" });
  }
  return found;
}
