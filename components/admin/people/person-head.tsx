import type { PersonDetail } from "#server/accounts/directory/person-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { Badge } from "../../parts/badge.tsx";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { FormToken } from "../../parts/form-token.tsx";
import { Icon } from "../../parts/icon.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";
import { Address } from "./address.tsx";
import type { PersonAct } from "./person-acts.ts";

/** Who it is, and what can be done about them. */
export function PersonHead({
  t,
  person,
  acts,
  lacksReach,
  enableToken,
  nowSeconds,
}: {
  t: Translator;
  person: PersonDetail & { roles: readonly string[] };
  /** What this administrator may do. */
  acts: readonly PersonAct[];
  /** The person has a role that this administrator could not give, so what they may do with others is left out. */
  lacksReach: boolean;
  enableToken: string;
  nowSeconds: number;
}) {
  const path = `/admin/people/${person.id}`;
  return (
    <>
      <a
        href="/admin/people"
        className="-ms-1 mb-1 inline-flex min-h-11 items-center gap-1 text-muted underline-offset-4 hover:text-ink hover:underline"
      >
        <Icon name="back" className="size-4" />
        {t.text("admin.people")}
      </a>
      <div className="mb-6 flex flex-wrap items-center gap-x-4 gap-y-3">
        <Avatar person={{ displayName: person.displayName, pictureUrl: person.pictureUrl ?? undefined }} size="large" />
        <div className="min-w-0 grow">
          <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 font-semibold text-2xl tracking-tight">
            <bdi>{person.displayName}</bdi>
            {person.disabledAt && <Badge tone="danger">{t.text("admin.people.disabled")}</Badge>}
          </h1>
          <Address t={t} holder={person} />
        </div>
      </div>
      <Card className="mb-10">
        <Facts
          items={[
            { name: t.text("admin.person.id"), value: <CodeValue>{person.id}</CodeValue> },
            ...(person.username ? [{ name: t.text("admin.person.username"), value: person.username }] : []),
            { name: t.text("admin.roles"), value: person.roles.join(", ") || t.text("admin.person.no_role") },
            {
              name: t.text("admin.people.created"),
              value: <When t={t} at={person.createdAt} nowSeconds={nowSeconds} />,
            },
            {
              name: t.text("admin.people.last_sign_in"),
              value: <When t={t} at={person.lastSignInAt} nowSeconds={nowSeconds} />,
            },
            ...(person.disabledAt
              ? [
                  {
                    name: t.text("admin.person.disabled_since"),
                    value: <When t={t} at={person.disabledAt} nowSeconds={nowSeconds} />,
                  },
                ]
              : []),
          ]}
        />
        {lacksReach && (
          <p className="mt-6 border-line border-t pt-5 text-muted text-sm">{t.text("admin.person.lacks_reach")}</p>
        )}
        {acts.length > 0 && (
          <div className="mt-6 flex flex-wrap gap-2 border-line border-t pt-5">
            {acts.map((act) =>
              act === "enable" ? (
                <form key={act} method="post" action={`${path}/enable`}>
                  <FormToken value={enableToken} />
                  <Button>{t.text("admin.act.enable")}</Button>
                </form>
              ) : (
                <ButtonLink key={act} kind="secondary" href={`${path}?ask=${act}`}>
                  {t.text(`admin.act.${act}`)}
                </ButtonLink>
              ),
            )}
          </div>
        )}
      </Card>
    </>
  );
}
