const paths = {
  apps: "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM17 14v6M14 17h6",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20c1-3.6 4-5.5 7.5-5.5s6.5 1.9 7.5 5.5",
  terminal: "m5 7 5 5-5 5M12.5 17.5H19",
  key: "M14.5 13.5a5 5 0 1 0-4-4L4 16v4h4v-3h3v-3zM16 8h.01",
  check: "m5 12.5 4.5 4.5L19 7.5",
  minus: "M5.5 12h13",
  warning: "M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 11v5.5M12 7.8v.1",
  next: "m9.5 5.5 6.5 6.5-6.5 6.5",
  back: "m14.5 5.5-6.5 6.5 6.5 6.5",
  device: "M5 5h14v10H5zM2.5 19h19",
  phone: "M7 3h10v18H7zM11 18h2",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7v5.2l3.4 2",
  external: "M13.5 5H19v5.5M19 5l-8.5 8.5M10 6H5v13h13v-5",
  shield: "M12 3 4.5 6v5.5c0 4.7 3.1 7.9 7.5 9.5 4.4-1.6 7.5-4.8 7.5-9.5V6z",
  exit: "M14 4h5v16h-5M10.5 8 14.5 12l-4 4M14 12H4",
} as const;

export type IconName = keyof typeof paths;

/** Decoration: the text beside it says the same. */
export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className={`shrink-0 ${name === "next" || name === "back" ? "rtl:-scale-x-100" : ""} ${className}`}
    >
      <path d={paths[name]} />
    </svg>
  );
}
