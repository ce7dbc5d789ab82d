import type { FieldMistake, FieldSpec } from "./field-spec.ts";

/** Each mistake at the field that it is about, and apart those of members that the form doesn't have. */
export function mistakesOfForm(
  specs: readonly FieldSpec[],
  mistakes: readonly FieldMistake[],
): { byField: ReadonlyMap<string, string>; others: readonly FieldMistake[] } {
  const byField = new Map<string, string>();
  const others: FieldMistake[] = [];
  for (const mistake of mistakes) {
    // The administration names the members of its input: `entry.name`, `fields.redirectUris.0`.
    const path = mistake.field.replace(/^(entry|fields)\./, "").replace(/\[(\d+)\]/g, ".$1");
    const spec = specs.find((one) => path === one.path || path.startsWith(`${one.path}.`));
    if (!spec) others.push({ ...mistake, field: path });
    else byField.set(spec.path, [byField.get(spec.path), sentence(mistake)].filter(Boolean).join(" "));
  }
  return { byField, others };
}

export function sentence({ problem, fix }: FieldMistake): string {
  return fix ? `${problem} ${fix}` : problem;
}
