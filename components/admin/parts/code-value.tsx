import type { ReactNode } from "react";

/** An id, an address, a key: as it is, to be copied. */
export function CodeValue({ children }: { children: ReactNode }) {
  return <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.9em]">{children}</code>;
}
