import type { ReactNode } from "react";
import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { Icon } from "../../parts/icon.tsx";
import { TextLink } from "../../parts/text-link.tsx";

/**
 * Narrows a list by a GET, so that the address of a list can be kept and sent. `children` are the fields that are seldom needed:
 * they stand behind a disclosure, open while one of them is in use.
 */
export function FilterBar({
  t,
  action,
  search,
  quick,
  children,
  filtered,
  moreInUse = false,
}: {
  t: Translator;
  action: string;
  /** The field for words, `search` in the address: its value, and what can be typed. */
  search?: { value: string | undefined; hint: string };
  /** Fields beside it. */
  quick?: ReactNode;
  children?: ReactNode;
  /** Whether the list is narrowed now. */
  filtered: boolean;
  moreInUse?: boolean;
}) {
  return (
    <form method="get" action={action} className="mb-5 rounded-2xl border border-line bg-surface p-4 shadow-card">
      <div className="grid items-end gap-3 sm:flex sm:flex-wrap">
        {search && <SearchField t={t} value={search.value} />}
        {quick}
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
          <Button kind="secondary">{t.text("admin.filter.apply")}</Button>
          {filtered && <TextLink href={action}>{t.text("admin.filter.clear")}</TextLink>}
        </div>
      </div>
      {search && (
        <p id="search-hint" className="mt-2 text-muted text-sm">
          {search.hint}
        </p>
      )}
      {children && (
        <details open={moreInUse} className="group mt-2">
          <summary className="inline-flex min-h-11 items-center gap-1.5 text-muted hover:text-ink">
            <Icon name="next" className="size-4 transition-transform group-open:rotate-90" />
            {t.text("admin.filter.more")}
          </summary>
          <div className="mt-1 grid gap-x-4 gap-y-3 sm:grid-cols-2 xl:grid-cols-3">{children}</div>
        </details>
      )}
    </form>
  );
}

function SearchField({ t, value }: { t: Translator; value: string | undefined }) {
  return (
    <div className="min-w-0 grow sm:basis-64">
      <label htmlFor="search" className="mb-1 block font-medium text-sm">
        {t.text("admin.filter.search")}
      </label>
      <input
        id="search"
        type="search"
        name="search"
        defaultValue={value}
        maxLength={300}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        aria-describedby="search-hint"
        className="min-h-11 w-full rounded-xl border border-line-strong bg-surface px-3 py-2"
      />
    </div>
  );
}
