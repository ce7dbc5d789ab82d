import type { Operation } from "#server/admin/operation.ts";
import type { OperationTable } from "#server/admin/operations.ts";

export interface FoundOperation {
  name: string;
  operation: Operation;
  /** The decoded segments of the path, by the names in its pattern. */
  parameters: ReadonlyMap<string, string>;
}

/** What is at a path: its operation, or the methods of the others there; `undefined` when there is nothing. */
export type OperationAt = FoundOperation | { methods: readonly string[] } | undefined;

interface Row {
  name: string;
  operation: Operation;
  segments: readonly string[];
}

/**
 * Finds operations by method and path below `adminApiPath`. A segment that is written out wins over a parameter: `/users/search` over
 * `/users/{id}`.
 *
 * Cost: one comparison of segments for each operation.
 */
export function createOperationRoutes(table: OperationTable): (method: string, path: string) => OperationAt {
  const rows = Object.entries(table)
    .map(([name, operation]): Row => ({ name, operation, segments: operation.path.split("/").slice(1) }))
    // By code units, where "~" comes after all letters.
    .sort((one, other) => (shapeOf(one) < shapeOf(other) ? -1 : 1));

  return (method, path) => {
    const asked = path.split("/").slice(1);
    const there = rows.filter(({ segments }) => fits(segments, asked));
    // A shape is all rows of one path pattern: another one, with a parameter where this is written out, isn't asked.
    const [first] = there;
    if (!first) return undefined;
    const ofShape = there.filter((row) => shapeOf(row) === shapeOf(first));
    const found = ofShape.find(({ operation }) => operation.method === method);
    if (!found) return { methods: ofShape.map(({ operation }) => operation.method) };
    return { name: found.name, operation: found.operation, parameters: parametersOf(found.segments, asked) };
  };
}

/** The names of the parameters in a path. */
export function parameterNames(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
}

/** Sorts written-out segments before parameters. */
function shapeOf({ segments }: Row): string {
  return segments.map((segment) => (segment.startsWith("{") ? "~" : segment)).join("/");
}

function fits(segments: readonly string[], asked: readonly string[]): boolean {
  return (
    segments.length === asked.length &&
    segments.every((segment, index) => (segment.startsWith("{") ? asked[index] !== "" : segment === asked[index]))
  );
}

/** The front door has let in only what can be decoded. */
function parametersOf(segments: readonly string[], asked: readonly string[]): Map<string, string> {
  return new Map(
    segments.flatMap((segment, index) =>
      segment.startsWith("{") ? [[segment.slice(1, -1), decodeURIComponent(asked[index] ?? "")] as const] : [],
    ),
  );
}
