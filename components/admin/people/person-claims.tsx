import type { PersonIdentity } from "#server/accounts/directory/person-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Codes } from "../parts/codes.tsx";
import { When } from "../parts/when.tsx";

/** Whether a provider said more of the person than a name and an address. */
export const saysMore = ({ groups, attributes }: PersonIdentity) =>
  groups.length > 0 || Object.keys(attributes).length > 0;

/** Groups and attributes of a person, of each provider by itself because two providers can have groups of the same name. */
export function PersonClaims({
  t,
  identities,
  providerName,
  nowSeconds,
}: {
  t: Translator;
  identities: readonly PersonIdentity[];
  providerName: (id: string) => string;
  nowSeconds: number;
}) {
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      {identities.filter(saysMore).map(({ id, providerId, groups, attributes, lastSignInAt }) => (
        <Card key={id}>
          <h3 className="font-semibold">{providerName(providerId)}</h3>
          {lastSignInAt && (
            <p className="mb-4 text-muted text-sm">
              {t.rich("admin.person.said_at", {
                when: <When key="when" t={t} at={lastSignInAt} nowSeconds={nowSeconds} />,
              })}
            </p>
          )}
          <Facts
            items={[
              ...(groups.length > 0
                ? [{ name: t.text("admin.policy.groups"), value: <Codes t={t} values={groups} /> }]
                : []),
              ...Object.entries(attributes).map(([name, value]) => ({
                name,
                value: typeof value === "object" ? <Codes t={t} values={value} /> : <bdi>{String(value)}</bdi>,
              })),
            ]}
          />
        </Card>
      ))}
    </div>
  );
}
