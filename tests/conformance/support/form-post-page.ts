export interface PostedForm {
  action: string;
  fields: URLSearchParams;
}

/** What a browser would post from an auto-submitting page (OAuth 2.0 Form Post Response Mode §2). */
export function readFormPostPage(html: string): PostedForm | undefined {
  const form = /<form\b[^>]*>/i.exec(html)?.[0];
  const action = form && attribute(form, "action");
  if (!form || !action || attribute(form, "method")?.toLowerCase() !== "post") return undefined;
  const fields = new URLSearchParams();
  for (const [input] of html.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(input, "name");
    if (name) fields.append(name, attribute(input, "value") ?? "");
  }
  return { action, fields };
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}

function unescapeHtml(text: string): string {
  const characters: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", "#x27": "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|#39|#x27);/g, (entity, name: string) => characters[name] ?? entity);
}
