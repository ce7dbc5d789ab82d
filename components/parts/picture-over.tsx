/**
 * A picture from another host over the initials, which show while it loads. Chromium draws a broken-image icon where loading fails:
 * only then does `::after` draw the initials once more, over that icon.
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
