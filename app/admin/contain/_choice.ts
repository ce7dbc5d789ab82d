import { utcTimeOf } from "#components/admin/contain/utc-time.ts";
import { portal } from "#server/portal.ts";

/** The form's fields; each is a line of text, or lines. */
export const choiceFields = [
  ...(["people", "clients", "providers", "keys", "networks", "since", "until"] as const),
  ...(["wholePeople", "block", "signingKeys"] as const),
] as const;

export type ChoiceFields = { [name in (typeof choiceFields)[number]]?: string };

type Actor = Parameters<ReturnType<typeof portal>["admin"]["mayCall"]>[0];

/** The form's fields as an operation's input, not checked yet, and the names that no single person has. */
export async function readChoice(actor: Actor, fields: ChoiceFields) {
  const { users, unknown } = await findPeople(actor, lines(fields.people));
  const choice = {
    users,
    clients: lines(fields.clients),
    providers: lines(fields.providers),
    keys: lines(fields.keys),
    networks: lines(fields.networks),
    ...(fields.since ? { since: utcTimeOf(fields.since) } : {}),
    ...(fields.until ? { until: utcTimeOf(fields.until) } : {}),
    wholePeople: fields.wholePeople === "on",
    block: fields.block === "on",
    signingKeys: signingKeysOf(fields.signingKeys),
  };
  return { choice, unknown };
}

function signingKeysOf(value: string | undefined): "keep" | "rotate" | "retire" {
  return value === "rotate" || value === "retire" ? value : "keep";
}

function lines(text: string | undefined): string[] {
  const found = (text ?? "").split(/[\n,]/).map((line) => line.trim());
  return found.filter(Boolean).slice(0, 1_000);
}

async function findPeople(actor: Actor, names: readonly string[]): Promise<{ users: string[]; unknown: string[] }> {
  const users: string[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const { items } = await portal().admin.call(actor, "users.find", { name });
    const [found, ...others] = items;
    if (found && others.length === 0) users.push(found.id);
    else unknown.push(name);
  }
  return { users, unknown };
}
