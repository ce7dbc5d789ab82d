import type { Translator } from "../../messages/create-translator.ts";
import { SelectField, TextField } from "../parts/field.tsx";
import { eventKinds } from "./event-kinds.ts";

/** What an audit log is most often narrowed by. */
export function QuickAuditFilters({
  t,
  kind,
  outcome,
}: {
  t: Translator;
  kind: string | undefined;
  outcome: string | undefined;
}) {
  const any = { value: "", label: t.text("admin.filter.any") };
  return (
    <>
      <SelectField
        id="kind"
        name="kind"
        label={t.text("admin.audit.kind")}
        defaultValue={kind}
        className="grow"
        options={[any, ...eventKinds.map((name) => ({ value: name, label: name }))]}
      />
      <SelectField
        id="outcome"
        name="outcome"
        label={t.text("admin.audit.outcome")}
        defaultValue={outcome}
        options={[
          any,
          { value: "success", label: t.text("admin.audit.success") },
          { value: "failure", label: t.text("admin.audit.failure") },
        ]}
      />
    </>
  );
}

/** The rest. */
export function MoreAuditFilters({
  t,
  filters,
  providers,
  clientNames,
}: {
  t: Translator;
  filters: Readonly<Record<string, string | undefined>>;
  providers: readonly { id: string; name: string }[];
  clientNames: ReadonlyMap<string, string>;
}) {
  const any = { value: "", label: t.text("admin.filter.any") };
  const text = (name: string, label: string, example?: string) => (
    <TextField
      id={name}
      name={name}
      label={label}
      defaultValue={filters[name]}
      placeholder={example}
      spellCheck={false}
    />
  );
  return (
    <>
      {text("from", t.text("admin.filter.from"), "2026-11-30T14:05")}
      {text("to", t.text("admin.filter.to"), "2026-11-30T15:00")}
      {text("address", t.text("admin.filter.address"), "203.0.113.0/24")}
      {text("reference", t.text("admin.audit.reference"))}
      {text("user", t.text("admin.audit.user"))}
      {text("actor", t.text("admin.audit.actor"), "operator")}
      <SelectField
        id="app"
        name="app"
        label={t.text("admin.audit.app")}
        defaultValue={filters["app"]}
        options={[
          any,
          ...withUnknown(
            [...clientNames].map(([value, label]) => ({ value, label })),
            filters["app"],
          ),
        ]}
      />
      <SelectField
        id="provider"
        name="provider"
        label={t.text("admin.people.provider")}
        defaultValue={filters["provider"]}
        options={[
          any,
          ...withUnknown(
            providers.map(({ id, name }) => ({ value: id, label: name })),
            filters["provider"],
          ),
        ]}
      />
      {text("session", t.text("admin.audit.session"))}
    </>
  );
}

/** What is filtered by stays to be chosen also when it left the settings. */
function withUnknown(options: { value: string; label: string }[], chosen: string | undefined) {
  const known = chosen === undefined || options.some(({ value }) => value === chosen);
  return known ? options : [...options, { value: chosen, label: chosen }];
}
