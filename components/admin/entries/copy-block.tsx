import { ScrollRegion } from "../../playground/scroll-region.tsx";

/** Text to copy. Scrolls sideways in its own box, reachable by keyboard; selected whole by one click. */
export function CopyBlock({ label, children }: { label: string; children: string }) {
  return (
    <ScrollRegion
      label={label}
      className="select-all overflow-x-auto rounded-xl border border-line bg-sunken p-4 leading-relaxed"
    >
      {children}
    </ScrollRegion>
  );
}
