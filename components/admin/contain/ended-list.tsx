import type { Translator } from "../../messages/create-translator.ts";
import { EffectList } from "../../parts/effect-list.tsx";

export interface EndedCounts {
  sessions: number;
  upstreamTokens: number;
  grants: number;
  tokens: number;
}

const messages = {
  sessions: "admin.contain.sessions",
  upstreamTokens: "admin.contain.upstream_tokens",
  grants: "admin.contain.grants",
  tokens: "admin.contain.tokens",
} as const;

/** How much of each kind ends or ended; kinds without any are left out. */
export function EndedList({ t, counts }: { t: Translator; counts: EndedCounts }) {
  const kinds = (["sessions", "upstreamTokens", "grants", "tokens"] as const).filter((kind) => counts[kind] > 0);
  if (kinds.length === 0) return <p className="text-muted">{t.text("admin.contain.nothing")}</p>;
  return (
    <EffectList
      icon="minus"
      items={kinds.map((kind) => ({ id: kind, text: t.text(messages[kind], { count: counts[kind] }) }))}
    />
  );
}
