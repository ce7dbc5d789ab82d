import type { Settings } from "#server/config/settings.ts";

/**
 * The question whether to sign out, on a page of its own so that it needs neither Next nor a script.
 *
 * The nonce is the one that the front door put into the response's policy.
 */
export function logoutPage(page: {
  branding: Settings["branding"];
  clientName: string | undefined;
  formToken: string;
  request: string;
  nonce: string | undefined;
}): string {
  const name = escapeHtml(page.branding.name);
  const who = page.clientName ? `${escapeHtml(page.clientName)} asks to sign you out.` : "";
  const style = page.nonce ? `<style nonce="${escapeHtml(page.nonce)}">${css(page.branding.accent)}</style>` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign out · ${name}</title>
${style}
</head>
<body>
<main>
<h1>Sign out of ${name}?</h1>
<p>${who} You stay signed in at your provider.</p>
<form method="post" action="/oauth2/end-session/confirm">
<input type="hidden" name="form_token" value="${escapeHtml(page.formToken)}">
<input type="hidden" name="request" value="${escapeHtml(page.request)}">
<button type="submit">Sign out</button>
<a href="/">Stay signed in</a>
</form>
</main>
</body>
</html>
`;
}

function css(accent = "#1f4fd8"): string {
  return `
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 26rem; padding: 1.5rem; }
form { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; }
button { font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0 1.25rem; border: 0; border-radius: .5rem; background: ${accent}; color: #fff; }
a { color: inherit; min-height: 2.75rem; display: inline-flex; align-items: center; }
:focus-visible { outline: 3px solid currentColor; outline-offset: 2px; }`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}
