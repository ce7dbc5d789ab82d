import type { ErrorCode } from "#server/errors/app-error.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import type { FieldMistake, FieldSpec } from "./field-spec.ts";
import { sentence } from "./mistakes-of-form.ts";

/** Above a form that was refused: why, and which fields have mistakes. */
export function FormMistakes({
  t,
  specs,
  byField,
  others,
  code,
}: {
  t: Translator;
  specs: readonly FieldSpec[];
  byField: ReadonlyMap<string, string>;
  others: readonly FieldMistake[];
  code: ErrorCode | undefined;
}) {
  const wrong = specs.filter(({ path }) => byField.has(path));
  if (wrong.length === 0 && others.length === 0 && code === undefined) return null;
  const reason = code && t.error(code, {});
  return (
    <div className="mb-6" role="alert">
      <Notice tone="danger">
        <p className="font-medium">{reason ? reason.title : t.text("admin.entry.mistakes")}</p>
        {reason && (
          <p>
            {reason.cause} {reason.nextStep}
          </p>
        )}
        <ul className="mt-1 list-disc space-y-0.5 ps-5">
          {wrong.map(({ path, label }) => (
            <li key={path}>
              <TextLink href={`#field-${path}`}>{t.text(label)}</TextLink>
            </li>
          ))}
          {others.map((mistake) => (
            <li key={`${mistake.field} ${mistake.problem}`} lang="en">
              <code className="font-mono text-sm">{mistake.field}</code> {sentence(mistake)}
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
