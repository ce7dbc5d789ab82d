import { Icon } from "../parts/icon.tsx";
import type { Frame } from "./frame.ts";

export function DemoBanner({ frame, wide = false }: { frame: Frame; wide?: boolean }) {
  if (!frame.demo) return null;
  return (
    <aside aria-label={frame.t.text("shell.demo_banner_label")} className="bg-warn-soft text-warn" data-filled="">
      <p className={`mx-auto flex ${wide ? "max-w-7xl" : "max-w-5xl"} items-start gap-2 px-4 py-2 text-sm sm:px-6`}>
        <Icon name="info" className="mt-px size-5" />
        <span>{frame.t.rich("shell.demo_banner")}</span>
      </p>
    </aside>
  );
}
