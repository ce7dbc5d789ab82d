import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { byteSize } from "../parts/byte-size.ts";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";

type System = OperationOutput<"system.get">;

/** Versions, the database, and how processes reach each other. */
export function SystemFacts({ t, system, nowSeconds }: { t: Translator; system: System; nowSeconds: number }) {
  const { database, migrations } = system;
  return (
    <Card>
      <Facts
        items={[
          { name: t.text("admin.system.address"), value: <span className="wrap-anywhere">{system.publicUrl}</span> },
          { name: t.text("admin.system.version"), value: system.version },
          { name: t.text("admin.system.mode"), value: system.mode },
          { name: t.text("admin.system.node"), value: system.nodeVersion },
          {
            name: t.text("admin.system.started"),
            value: <When t={t} at={system.startedAt} nowSeconds={nowSeconds} />,
          },
          {
            name: t.text("admin.system.database"),
            value: <span className="wrap-anywhere">{database.description}</span>,
          },
          ...(database.sizeBytes === null
            ? []
            : [{ name: t.text("admin.system.size"), value: byteSize(t, database.sizeBytes) }]),
          ...(database.pool
            ? [{ name: t.text("admin.system.pool"), value: t.text("admin.system.pool_text", { ...database.pool }) }]
            : []),
          {
            name: t.text("admin.system.migrations"),
            value: migrations
              ? t.rich("admin.system.migrations_text", {
                  count: migrations.applied,
                  latest: <CodeValue key="latest">{migrations.latest ?? "–"}</CodeValue>,
                })
              : t.text("admin.system.no_answer"),
          },
          ...(database.kind === "embedded" && !system.redis
            ? []
            : [
                {
                  name: t.text("admin.system.channel"),
                  value: t.text(system.redis ? "admin.system.channel_redis" : "admin.system.channel_database"),
                },
              ]),
        ]}
      />
    </Card>
  );
}
