export const themes = ["system", "light", "dark"] as const;

export type Theme = (typeof themes)[number];

/** A preference, not a secret: scripts may read it, only /theme sets it. */
export const themeCookieName = "portico-theme";

export function parseTheme(value: unknown): Theme {
  return themes.find((theme) => theme === value) ?? "system";
}
