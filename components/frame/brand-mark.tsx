import type { Frame } from "./frame.ts";

/** The operator's logo, or our own: a portico. Beside it stands the name, so the picture itself says nothing. */
export function BrandMark({ branding, className = "size-8" }: { branding: Frame["branding"]; className?: string }) {
  // biome-ignore lint/performance/noImgElement: an operator's logo from anywhere; Next's image service isn't wanted here
  if (branding.logoUrl) return <img src={branding.logoUrl} alt="" className={`shrink-0 object-contain ${className}`} />;
  return (
    <svg aria-hidden="true" viewBox="0 0 32 32" className={`shrink-0 ${className}`}>
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" strokeWidth="2.4" strokeLinecap="round" strokeLinejoin="round" className="stroke-on-accent">
        <path d="M6.5 13 16 7l9.5 6" />
        <path d="M9.5 15.5v8M16 15.5v8M22.5 15.5v8M6.5 26h19" />
      </g>
    </svg>
  );
}
