import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { SelectField, TextField } from "../parts/field.tsx";
import { LinesField } from "../parts/lines-field.tsx";
import { utcFieldValue } from "./utc-time.ts";

export type ContainFields = Readonly<
  Partial<
    Record<
      | "people"
      | "clients"
      | "providers"
      | "keys"
      | "networks"
      | "since"
      | "until"
      | "wholePeople"
      | "block"
      | "signingKeys",
      string
    >
  >
>;

/** What to choose; a GET that counts. */
export function ContainForm({
  t,
  action,
  fields,
  nowSeconds,
}: {
  t: Translator;
  action: string;
  fields: ContainFields;
  nowSeconds: number;
}) {
  const lists = [
    { name: "people", label: "admin.contain.people", hint: "admin.contain.people_hint" },
    { name: "networks", label: "admin.contain.networks", hint: "admin.contain.networks_hint" },
    { name: "clients", label: "admin.contain.apps", hint: "admin.contain.apps_hint" },
    { name: "providers", label: "admin.contain.providers", hint: "admin.contain.providers_hint" },
  ] as const;
  return (
    <Card>
      <form method="get" action={action} className="grid gap-5">
        <div className="grid gap-4 md:grid-cols-2">
          {lists.map(({ name, label, hint }) => (
            <LinesField
              key={name}
              id={name}
              name={name}
              rows={2}
              label={t.text(label)}
              hint={t.text(hint)}
              defaultValue={fields[name]}
              spellCheck={false}
            />
          ))}
          {(["since", "until"] as const).map((name) => (
            <TextField
              key={name}
              id={name}
              name={name}
              label={t.text(`admin.contain.${name}`)}
              hint={t.text("admin.contain.time_hint", { now: t.dateTime(nowSeconds) })}
              type="datetime-local"
              step={1}
              defaultValue={utcFieldValue(fields[name])}
            />
          ))}
        </div>
        <MoreFields t={t} fields={fields} />
        <div>
          <Button>{t.text("admin.contain.count")}</Button>
        </div>
      </form>
    </Card>
  );
}

/** What happens besides the endings, and what is seldom chosen by. */
function MoreFields({ t, fields }: { t: Translator; fields: ContainFields }) {
  const checks = [
    { name: "wholePeople", label: "admin.contain.whole_people" },
    { name: "block", label: "admin.contain.block" },
  ] as const;
  return (
    <fieldset className="grid gap-4 border-line border-t pt-5">
      <legend className="sr-only">{t.text("admin.contain.more")}</legend>
      {checks.map(({ name, label }) => (
        <label key={name} className="flex min-h-11 items-center gap-3">
          <input type="checkbox" name={name} defaultChecked={fields[name] === "on"} className="size-5 accent-accent" />
          <span>{t.text(label)}</span>
        </label>
      ))}
      <div className="grid gap-4 md:grid-cols-2">
        <TextField
          id="keys"
          name="keys"
          label={t.text("admin.contain.keys")}
          hint={t.text("admin.contain.keys_hint")}
          defaultValue={fields.keys}
          spellCheck={false}
        />
        <SelectField
          id="signingKeys"
          name="signingKeys"
          label={t.text("admin.contain.signing_keys")}
          defaultValue={fields.signingKeys ?? "keep"}
          options={(["keep", "rotate", "retire"] as const).map((value) => ({
            value,
            label: t.text(`admin.contain.signing_keys.${value}`),
          }))}
        />
      </div>
    </fieldset>
  );
}
