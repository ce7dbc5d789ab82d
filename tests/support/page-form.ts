/** A form as it stands in a page: where it goes and what it would send. */
export interface PageForm {
  action: string;
  fields: [name: string, value: string][];
}

/** The form whose action contains `part`; unticked boxes and buttons send nothing, as in a browser. */
export function findForm(html: string, part: string): PageForm {
  for (const [, attributes = "", content = ""] of html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
    const action = attributeOf(attributes, "action") ?? "";
    if (!action.includes(part)) continue;
    const inputs = [...content.matchAll(/<input([^>]*)>/g)].map(([, input = ""]) => input);
    const sent = inputs.filter((input) => !/type="(checkbox|radio)"/.test(input) || /\schecked/.test(input));
    return {
      action,
      fields: sent.flatMap((input): [string, string][] => {
        const name = attributeOf(input, "name");
        return name ? [[name, attributeOf(input, "value") ?? "on"]] : [];
      }),
    };
  }
  throw new Error(`there is no form to ${part} in this page: ${html.slice(0, 2000)}`);
}

function attributeOf(text: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(text)?.[1];
  return value?.replaceAll("&quot;", '"').replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
}
