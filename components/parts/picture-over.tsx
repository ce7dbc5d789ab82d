/**
 * Somebody else's picture over the initials that stand in its place, also while it loads. Where one fails, Chromium draws a torn
 * page; the initials once more, behind which that disappears, are drawn only then: a picture that is there has no `::after`.
 * By style alone, since these pages run no script.
 */
export function PictureOver({ initials, src, className }: { initials: string; src: string; className: string }) {
  return (
    // biome-ignore lint/performance/noImgElement: from its own address; nothing of it passes through us
    <img
      src={src}
      alt=""
      data-initials={initials}
      referrerPolicy="no-referrer"
      className={`absolute inset-0 size-full after:absolute after:-inset-px after:flex after:items-center after:justify-center after:content-[attr(data-initials)] ${className}`}
    />
  );
}
