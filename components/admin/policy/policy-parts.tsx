import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Card, Section } from "../../parts/card.tsx";
import { ByWhom } from "../parts/by-whom.tsx";
import { Codes } from "../parts/codes.tsx";
import { When } from "../parts/when.tsx";
import { RulesFacts } from "./rules-facts.tsx";

/** Both parts of the policy, of which a person has to pass each: that of the settings, and that which is set here. */
export function PolicyParts({
  t,
  policy: { settings, admins, database },
  nowSeconds,
  changeHref,
}: {
  t: Translator;
  policy: OperationOutput<"policy.get">;
  nowSeconds: number;
  /** `undefined` for readers. */
  changeHref: string | undefined;
}) {
  const more = [
    ...(settings.askWhom ? [{ name: t.text("admin.policy.ask_whom"), value: settings.askWhom }] : []),
    ...(admins.length > 0 ? [{ name: t.text("admin.policy.admins"), value: <Codes t={t} values={admins} /> }] : []),
  ];
  return (
    <div className="grid items-start gap-10 xl:grid-cols-2 xl:gap-6">
      <Section
        id="settings"
        title={t.text("admin.policy.settings")}
        text={t.text("admin.policy.settings_text", { source: settings.source })}
      >
        <Card>
          <RulesFacts t={t} rules={settings} more={more} />
        </Card>
      </Section>
      <Section id="here" title={t.text("admin.policy.here")} text={t.text("admin.policy.here_text")}>
        <Card>
          {database ? (
            <>
              <RulesFacts t={t} rules={database} />
              <p className="mt-4 border-line border-t pt-4 text-muted text-sm">
                {t.rich("admin.entry.changed_by", {
                  when: <When key="when" t={t} at={database.changedAt} nowSeconds={nowSeconds} />,
                  who: <ByWhom key="who" who={database.changedBy} />,
                })}
              </p>
            </>
          ) : (
            <p className="text-muted">{t.text("admin.policy.none")}</p>
          )}
          {changeHref && (
            <p className="mt-6">
              <ButtonLink href={changeHref}>{t.text("admin.entry.change")}</ButtonLink>
            </p>
          )}
        </Card>
      </Section>
    </div>
  );
}
