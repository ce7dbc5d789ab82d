import type { ApiGuide } from "#server/admin/api/openapi/api-guide.ts";
import { MethodAndPath } from "./method-and-path.tsx";

/** All operations by noun, each with what it does; the row leads to the whole of it. */
export function OperationList({ nouns }: Pick<ApiGuide, "nouns">) {
  return (
    <div className="grid grid-cols-1 gap-8">
      {nouns.map(({ noun, operations }) => (
        <section key={noun} aria-labelledby={noun}>
          <h3 id={noun} className="mb-3 scroll-mt-4 font-mono font-semibold">
            {noun}
          </h3>
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-card">
            {operations.map((operation) => (
              <li key={operation.name} className="relative px-5 py-3 hover:bg-sunken/60">
                <a
                  href={`/admin/api?${new URLSearchParams({ noun })}#${operation.name}`}
                  className="block after:absolute after:inset-0"
                >
                  <MethodAndPath operation={operation} />
                </a>
                <p lang="en" className="mt-1 text-muted">
                  {operation.summary}
                </p>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
