import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { SelectField, TextField } from "../parts/field.tsx";

const whats = ["app", "host", "api", "provider"] as const;
const prompts = ["none", "login", "consent", "select_account"] as const;

/** The names of its fields, as the page's address has them. */
export const whatIfFields = ["as", "what", "which", "scope", "resource", "prompt", "method"] as const;
export type WhatIfFields = Readonly<Partial<Record<(typeof whatIfFields)[number], string>>>;

/** Asks what would happen. A GET: it does nothing, and its address can be sent to another administrator. */
export function WhatIfForm({ t, action, asked }: { t: Translator; action: string; asked: WhatIfFields }) {
  const plain = { maxLength: 500, autoComplete: "off", autoCapitalize: "none", spellCheck: false } as const;
  const hasMore = Boolean(asked.scope || asked.resource || asked.prompt || asked.method);
  return (
    <form method="get" action={action} className="grid max-w-2xl gap-4">
      <TextField
        id="as"
        name="as"
        required
        label={t.text("admin.what_if.as")}
        hint={t.text("admin.what_if.as_hint")}
        defaultValue={asked.as}
        {...plain}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          id="what"
          name="what"
          label={t.text("admin.what_if.what")}
          defaultValue={asked.what ?? "app"}
          options={whats.map((value) => ({ value, label: t.text(`admin.what_if.what_${value}`) }))}
        />
        <TextField
          id="which"
          name="which"
          required
          label={t.text("admin.what_if.which")}
          defaultValue={asked.which}
          {...plain}
        />
      </div>
      <details open={hasMore} className="group">
        <summary className="inline-flex min-h-11 items-center gap-1.5 text-muted hover:text-ink">
          <Icon name="next" className="size-4 transition-transform group-open:rotate-90" />
          {t.text("admin.what_if.more")}
        </summary>
        <div className="mt-1 grid gap-4 sm:grid-cols-2">
          <TextField
            id="scope"
            name="scope"
            label={t.text("admin.what_if.scope")}
            hint={t.text("admin.what_if.scope_hint")}
            defaultValue={asked.scope}
            {...plain}
          />
          <TextField
            id="resource"
            name="resource"
            label={t.text("admin.what_if.resource")}
            defaultValue={asked.resource}
            {...plain}
          />
          <SelectField
            id="prompt"
            name="prompt"
            label={t.text("admin.what_if.prompt")}
            defaultValue={asked.prompt ?? ""}
            options={[
              { value: "", label: t.text("admin.what_if.prompt_any") },
              ...prompts.map((value) => ({ value, label: value })),
            ]}
          />
          <TextField
            id="method"
            name="method"
            label={t.text("admin.what_if.method")}
            defaultValue={asked.method}
            {...plain}
            maxLength={20}
          />
        </div>
      </details>
      <div>
        <Button>{t.text("admin.what_if.ask")}</Button>
      </div>
    </form>
  );
}
