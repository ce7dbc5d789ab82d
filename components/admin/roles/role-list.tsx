import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Badge } from "../../parts/badge.tsx";
import { CodeValue } from "../parts/code-value.tsx";

type RoleView = OperationOutput<"roles.list">["items"][number];

/** The portal's own roles and the operator's: what each may do here, and the groups that have it by the configuration file. */
export function RoleList({ t, roles }: { t: Translator; roles: readonly RoleView[] }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      {roles.map(({ name, origin, description, groups, permissions }) => (
        <li key={name} className="rounded-2xl border border-line bg-surface p-5 shadow-card">
          <h2 className="flex flex-wrap items-center gap-2 font-semibold">
            {name}
            <Badge>{t.text(origin === "settings" ? "admin.entry.origin_settings" : "admin.roles.built_in")}</Badge>
          </h2>
          <p className="mt-1 text-muted text-sm">{wordsOf(t, name, origin, description)}</p>
          {groups.length > 0 && (
            <p className="mt-3 flex flex-wrap gap-1.5 text-sm">
              <span className="text-muted">{t.text("admin.roles.by_groups")}</span>
              {groups.map((group) => (
                <CodeValue key={group}>{group}</CodeValue>
              ))}
            </p>
          )}
          <p className="mt-3 text-muted text-sm">{t.text("admin.roles.permissions", { count: permissions.length })}</p>
        </li>
      ))}
    </ul>
  );
}

/** Of a built-in role the portal's own words; of the operator's what the configuration file says. */
function wordsOf(t: Translator, name: string, origin: RoleView["origin"], description: string): string {
  return origin === "built-in" ? t.text("admin.roles.built_in_text", { role: name }) : description;
}
