import type { ComponentProps } from "react";
import type { Translator } from "../../messages/create-translator.ts";
import { ProviderMark } from "../../parts/provider-mark.tsx";

interface OfferedKind {
  kind: string;
  brand: ComponentProps<typeof ProviderMark>["brand"];
  /** Left out for any other kind. */
  name?: string;
}

/** Which provider it is: the first step of adding one. */
export function ProviderKindChoice({ t, kinds }: { t: Translator; kinds: readonly OfferedKind[] }) {
  return (
    <ul className="grid max-w-4xl gap-4 sm:grid-cols-2">
      {kinds.map(({ kind, brand, name }) => (
        <li
          key={kind}
          className="relative flex gap-4 rounded-2xl border border-line bg-surface p-5 shadow-card transition-colors hover:border-line-strong"
        >
          <ProviderMark brand={brand} className="mt-0.5 size-6" />
          <div className="min-w-0">
            <h2 className="font-semibold">
              <a href={`/admin/providers/new?type=${kind}`} className="after:absolute after:inset-0 after:rounded-2xl">
                {name ?? t.text("admin.providers.other")}
              </a>
            </h2>
            <p className="mt-0.5 text-muted text-sm">
              {t.text("admin.providers.kind_text", { kind: name === undefined ? "custom" : kind })}
            </p>
          </div>
        </li>
      ))}
    </ul>
  );
}
