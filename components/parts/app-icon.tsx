import { initials } from "./avatar.tsx";
import { PictureOver } from "./picture-over.tsx";

const sizes = { medium: "size-12 text-lg rounded-xl", large: "size-16 text-2xl rounded-2xl" } as const;

/** The app's logo over its initials: a logo that doesn't load leaves nothing broken behind. */
export function AppIcon({
  name,
  logoUri,
  size = "medium",
}: {
  name: string;
  logoUri: string | undefined;
  size?: keyof typeof sizes;
}) {
  return (
    <span
      aria-hidden="true"
      className={`relative inline-flex shrink-0 select-none items-center justify-center overflow-hidden border border-line bg-sunken font-semibold text-muted ${sizes[size]}`}
    >
      {initials(name)}
      {logoUri && (
        <PictureOver initials={initials(name)} src={logoUri} className="bg-surface object-contain after:bg-sunken" />
      )}
    </span>
  );
}
