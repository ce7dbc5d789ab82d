import { accentPalette } from "#components/frame/accent-palette.ts";

/**
 * The portal's look for a page that stands alone: at an app's host there is no stylesheet of ours. The colours are those of
 * app/globals.css, and stay so (page.test.ts).
 */
export function forwardPageStyle(accent: string | undefined): string {
  const { light, dark } = accentPalette(accent ?? "#0f6b63");
  return `:root{color-scheme:light dark;${colours};--accent:light-dark(${light.accent},${dark.accent});--on-accent:light-dark(${light.onAccent},${dark.onAccent})}${rules}`;
}

/** Of app/globals.css. */
export const pageColours = {
  canvas: "light-dark(#f6f5f2, #131211)",
  surface: "light-dark(#ffffff, #1c1b19)",
  sunken: "light-dark(#f1efea, #242320)",
  line: "light-dark(#e3e0d9, #35322e)",
  "line-strong": "light-dark(#87837a, #837e74)",
  ink: "light-dark(#1c1b19, #f1efea)",
  muted: "light-dark(#57534b, #b5b0a5)",
  warn: "light-dark(#744800, #f0c674)",
  "warn-soft": "light-dark(#fcf2db, #35290f)",
};

const colours = Object.entries(pageColours)
  .map(([name, value]) => `--${name}:${value}`)
  .join(";");

const rules = `
:root[data-theme=light]{color-scheme:light}
:root[data-theme=dark]{color-scheme:dark}
*{box-sizing:border-box;margin:0}
html{background:var(--canvas);color:var(--ink);line-height:1.5;text-size-adjust:100%;-webkit-font-smoothing:antialiased;
font-family:-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,system-ui,sans-serif}
body{min-height:100dvh;padding:0 1rem 3rem;overflow-wrap:anywhere}
a{color:inherit;text-underline-offset:4px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
header{display:flex;justify-content:center;padding:2rem 0 1.5rem}
header a{display:flex;align-items:center;gap:.625rem;min-height:2.75rem;font-weight:600;font-size:1.125rem;text-decoration:none}
header img,header svg{width:2rem;height:2rem;flex:none;object-fit:contain}
header rect{fill:var(--accent)}
header g{fill:none;stroke:var(--on-accent);stroke-width:2.4;stroke-linecap:round;stroke-linejoin:round}
main{max-width:26rem;margin:0 auto;padding:1.5rem;border:1px solid var(--line);border-radius:1rem;background:var(--surface);
box-shadow:0 1px 2px rgb(28 27 25/.04),0 8px 24px -12px rgb(28 27 25/.1)}
.mark{display:flex;align-items:center;justify-content:center;width:3rem;height:3rem;border-radius:50%;
background:var(--warn-soft);color:var(--warn)}
.mark svg{width:1.5rem;height:1.5rem;fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
h1{margin-top:1.25rem;font-size:1.5rem;line-height:1.33;font-weight:600;letter-spacing:-.025em;text-wrap:balance}
p{margin-top:.5rem;text-wrap:pretty}
.muted,dt,footer{color:var(--muted)}
dl{margin-top:1.25rem;padding:.875rem 1rem;border-radius:.75rem;background:var(--sunken)}
dt{font-size:.875rem}
dd{font-weight:500}
dd+dd{font-weight:400;font-size:.875rem;color:var(--muted)}
.ways{display:flex;flex-direction:column;gap:.75rem;margin-top:1.5rem}
.ways a{display:flex;align-items:center;justify-content:center;min-height:2.75rem;padding:.625rem 1.25rem;
border:1px solid var(--line-strong);border-radius:.75rem;font-weight:500;text-align:center;text-decoration:none}
.ways a:first-child{border-color:transparent;background:var(--accent);color:var(--on-accent)}
.ways a:hover{background:var(--sunken)}
.ways a:first-child:hover{background:color-mix(in oklab,var(--accent) 88%,var(--ink))}
footer{margin-top:1.5rem;padding-top:1.25rem;border-top:1px solid var(--line);font-size:.875rem}
footer p+p{margin-top:.25rem}
footer a{color:var(--accent)}
code{font-family:ui-monospace,SFMono-Regular,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;color:var(--ink);user-select:all}
@media(min-width:40rem){header{padding-top:3.5rem}main{padding:2rem}}
`.replaceAll("\n", "");
