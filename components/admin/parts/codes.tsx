import type { Translator } from "../../messages/create-translator.ts";
import { CodeValue } from "./code-value.tsx";

const mostShown = 50;

/** Names or addresses, at most fifty, and how many more there are. */
export function Codes({ t, values }: { t: Translator; values: readonly string[] }) {
  const rest = values.length - mostShown;
  return (
    <span className="wrap-anywhere flex flex-wrap gap-1.5">
      {values.slice(0, mostShown).map((value) => (
        <CodeValue key={value}>{value}</CodeValue>
      ))}
      {rest > 0 && <span className="text-muted">{t.text("admin.policy.more", { count: rest })}</span>}
    </span>
  );
}
