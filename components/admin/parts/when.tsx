import type { Translator } from "../../messages/create-translator.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";

/** A time of an operation's answer (RFC 3339), as "3 hours ago". */
export function When({ t, at, nowSeconds }: { t: Translator; at: string; nowSeconds: number }) {
  return <RelativeTime t={t} atSeconds={Math.floor(Date.parse(at) / 1000)} nowSeconds={nowSeconds} />;
}
