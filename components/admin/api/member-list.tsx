import type { GuideMember } from "#server/admin/api/openapi/api-guide.ts";
import type { SchemaMember } from "#server/admin/api/openapi/schema-members.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Icon } from "../../parts/icon.tsx";
import { CodeValue } from "../parts/code-value.tsx";

type Member = SchemaMember & Partial<Pick<GuideMember, "place">>;

/** More are shown when they are asked for: an app has eighty. */
const shownAtOnce = 14;

/** The members of an input or an answer, with their types. */
export function MemberList({ t, title, members }: { t: Translator; title: string; members: readonly Member[] }) {
  if (members.length === 0) {
    return (
      <div>
        <p className="mb-2 font-medium">{title}</p>
        <p className="text-muted">{t.text("admin.api.no_members")}</p>
      </div>
    );
  }
  return (
    <details open={members.length <= shownAtOnce} className="group">
      <summary className="inline-flex min-h-11 cursor-pointer items-center gap-1.5 font-medium">
        <Icon name="next" className="size-4 text-muted transition-transform group-open:rotate-90" />
        {title}
        <span className="font-normal text-muted">{t.text("admin.api.members", { count: members.length })}</span>
      </summary>
      <dl className="mt-1 grid grid-cols-1 gap-2">
        {members.map((member) => (
          <MemberLine key={`${member.place} ${member.name}`} t={t} member={member} />
        ))}
      </dl>
    </details>
  );
}

function MemberLine({ t, member: { name, type, required, description, place } }: { t: Translator; member: Member }) {
  return (
    <div>
      <dt className="wrap-anywhere">
        <CodeValue>{name}</CodeValue>
        {place && (
          <span className="ms-2 text-muted text-sm">
            {t.text(required ? "admin.api.required" : "admin.api.optional")}, {t.text(`admin.api.in_${place}`)}
          </span>
        )}
      </dt>
      <dd lang="en" className="wrap-anywhere ms-1 text-muted text-sm">
        {[type, description].filter(Boolean).join(": ")}
      </dd>
    </div>
  );
}
