/** The style sheet of all demo pages, inline so that a page is one request; its hash stands in the CSP. */
export const pageStyle = `
:root { color-scheme: light dark; --paper: #fff; --ground: #f5f6f8; --ink: #1b1f27; --soft: #59616f; --line: #d9dde4;
  --accent: #2f5fd0; --on-accent: #fff; --warn-ground: #fdf0d5; --warn-ink: #6b4300; --tint: #eef2fb; }
@media (prefers-color-scheme: dark) { :root { --paper: #1b1e24; --ground: #121419; --ink: #eceef2; --soft: #a3abb9;
  --line: #363b45; --accent: #8fb0ff; --on-accent: #0f1628; --warn-ground: #3b2c0d; --warn-ink: #f6d58e; --tint: #232935; } }
[data-look=google] { --accent: #1d5fc4; } [data-look=microsoft] { --accent: #0a64ad; } [data-look=github] { --accent: #24292f; }
[data-look=buddy] { --accent: #b5401a; --tint: #fdf1ec; } [data-look=notebook] { --accent: #0b6358; --tint: #e9f4f2; }
@media (prefers-color-scheme: dark) {
  [data-look=google] { --accent: #8ab4f8; } [data-look=microsoft] { --accent: #7cc0f5; } [data-look=github] { --accent: #d5dbe3; }
  [data-look=buddy] { --accent: #ffab8a; --on-accent: #2e1005; --tint: #2c221e; }
  [data-look=notebook] { --accent: #7fd3c5; --on-accent: #04231f; --tint: #1a2a28; } }
* { box-sizing: border-box; } [hidden] { display: none !important; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; font-weight: 600; letter-spacing: -.01em; margin: 0 0 4px; text-wrap: balance; }
h2 { font-size: 1rem; line-height: 1.5; margin: 0; }
p { margin: 0 0 16px; }
a { color: var(--accent); text-underline-offset: 3px; }
code { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.banner { margin: 0; padding: 8px 16px; text-align: center; font-size: .875rem; background: var(--warn-ground); color: var(--warn-ink); }
.card { width: 100%; max-width: 440px; margin: auto; padding: 32px 24px; background: var(--paper); }
.brand { display: flex; align-items: center; gap: 12px; font-weight: 600; margin: 0 0 24px; }
.mark { display: grid; place-items: center; width: 32px; height: 32px; border-radius: 8px; background: var(--accent);
  color: var(--on-accent); font-weight: 700; flex: none; }
.lead, .muted { color: var(--soft); } .lead { margin-bottom: 24px; } .lead strong { color: var(--ink); font-weight: 600; }
.small { font-size: .875rem; }
button, .button { font: inherit; font-weight: 600; min-height: 44px; padding: 8px 20px; border-radius: 8px; cursor: pointer;
  border: 1px solid transparent; background: var(--accent); color: var(--on-accent); text-decoration: none; display: inline-flex;
  align-items: center; justify-content: center; gap: 8px; transition: filter .12s, background-color .12s; }
button:hover, .button:hover { filter: brightness(1.08); }
button.quiet, .button.quiet { background: none; color: var(--accent); border-color: var(--line); }
button.quiet:hover, .button.quiet:hover { background: var(--tint); filter: none; }
.people { display: grid; gap: 8px; margin: 0 0 24px; } .people .quiet { margin-top: 8px; }
.person { justify-content: flex-start; gap: 16px; padding: 12px; text-align: left; background: none;
  color: var(--ink); border-color: var(--line); border-radius: 12px; font-weight: 400; }
.person:hover { background: var(--tint); border-color: var(--accent); filter: none; }
.person img { border-radius: 50%; flex: none; } .who { flex: 1; min-width: 0; display: grid; } .chips { display: flex; flex-wrap: wrap; gap: 4px; padding-top: 4px; }
.name { font-weight: 600; } .email { color: var(--soft); font-size: .875rem; }
.chip { font-size: .75rem; line-height: 1.25rem; font-weight: 600; padding: 0 8px; border-radius: 10px; background: var(--tint);
  color: var(--accent); } .chip.warn { background: var(--warn-ground); color: var(--warn-ink); }
summary { cursor: pointer; color: var(--soft); min-height: 24px; } .scopes { margin: 8px 0 0; padding-left: 20px; color: var(--soft); }
.bar { background: var(--paper); border-bottom: 1px solid var(--line); }
.bar > div, .wide, .foot { width: 100%; max-width: 1080px; margin: 0 auto; padding: 12px 24px; }
.bar > div { display: flex; align-items: center; justify-content: space-between; gap: 8px 16px; flex-wrap: wrap; }
.bar a { display: flex; align-items: center; gap: 12px; min-height: 44px; font-weight: 600; color: inherit; text-decoration: none; }
.bar svg, .picture svg { display: block; } .picture { flex: none; padding: 24px; border-radius: 32px; background: var(--tint); }
.picture svg { width: clamp(96px, 16vw, 192px); height: auto; } .opening { display: flex; align-items: center; justify-content: space-between; gap: 48px; }
.wide { padding: 40px 24px; flex: 1; } .hero { max-width: 600px; } .hero h1 { font-size: clamp(1.875rem, 6vw, 2.75rem); margin-bottom: 16px; }
.hero .lead { font-size: 1.125rem; } .choice { display: flex; gap: 12px; align-items: center; min-height: 44px; margin: 0 0 12px; cursor: pointer; }
.choice input { margin: 0; width: 20px; height: 20px; accent-color: var(--accent); flex: none; }
.facts { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr)); margin: 48px 0 0; padding: 0; list-style: none; }
.facts li { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 20px; } .facts p { margin: 4px 0 0; color: var(--soft); }
.profile { display: flex; align-items: center; gap: 16px; flex-wrap: wrap; margin-bottom: 32px; }
.profile img, .initial { width: 64px; height: 64px; border-radius: 50%; flex: none; background: var(--tint); }
.initial { display: grid; place-items: center; font-size: 1.5rem; font-weight: 600; color: var(--accent); }
.profile > div { flex: 1 1 200px; min-width: 0; } .profile p { margin: 0; color: var(--soft); }
.actions { display: flex; gap: 8px; flex-wrap: wrap; } .actions form { display: contents; }
.weekhead { display: flex; align-items: baseline; justify-content: space-between; gap: 4px 16px; flex-wrap: wrap; margin-bottom: 12px; }
.weekhead h2 { font-size: 1.25rem; } .weekhead p { margin: 0; }
.week { display: grid; gap: 12px; grid-template-columns: repeat(5, minmax(0, 1fr)); list-style: none; margin: 0 0 32px; padding: 0; }
.day { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 16px; min-height: 160px; }
.day.today { border-color: var(--accent); box-shadow: inset 0 3px 0 var(--accent); } .day h3 { font-size: .875rem; margin: 0 0 12px; color: var(--soft); }
.day.today h3 { color: var(--accent); } .day ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; }
.event { border-left: 3px solid var(--accent); padding-left: 10px; } .event time { font-size: .8125rem; color: var(--soft); display: block; }
.event strong { font-weight: 600; display: block; line-height: 1.35; } .event span { font-size: .8125rem; color: var(--soft); }
.panel { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 20px; margin: 0 0 16px; }
.panel p { color: var(--soft); } .panel form { display: flex; gap: 12px; flex-wrap: wrap; align-items: end; }
.field { display: grid; gap: 4px; flex: 1 1 200px; font-size: .875rem; font-weight: 600; }
.field input { font: inherit; font-size: 1rem; font-weight: 400; min-height: 44px; padding: 8px 12px; border-radius: 8px; border: 1px solid var(--soft);
  background: var(--paper); color: var(--ink); width: 100%; }
.notes { display: grid; gap: 12px; max-width: 640px; margin: 0 0 32px; padding: 0; list-style: none; } .panel:has(#add, #stay) { max-width: 640px; }
.notes li { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 16px 20px; white-space: pre-wrap; }
.notes time { display: block; margin-top: 4px; color: var(--soft); font-size: .8125rem; } [tabindex="-1"]:focus { outline: none; }
.foot { color: var(--soft); font-size: .875rem; display: flex; gap: 4px 24px; flex-wrap: wrap; padding-bottom: 24px; }
.foot a { color: inherit; min-height: 24px; } .prose { max-width: 640px; }
@media (max-width: 800px) { .opening .picture { display: none; } .week { grid-template-columns: 1fr; } .day { min-height: 0; } .day ul:empty { display: none; } }
@media (max-width: 480px) { .wide { padding: 24px 16px; } .bar > div, .foot { padding-left: 16px; padding-right: 16px; }
  .card { margin-top: 0; flex: 1; max-width: none; padding: 24px 16px; } }
@media (min-width: 481px) { .card { border: 1px solid var(--line); border-radius: 16px; padding: 40px;
  margin-block: clamp(24px, 8vh, 96px) auto; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } }
`;
