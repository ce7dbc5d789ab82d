import type { CatalogOf } from "./catalog.ts";

/** A value that is made of all entries of one kind: made when first asked for, and again after an entry changed. */
export function derivedFrom<T, Value>(
  entries: Pick<CatalogOf<T>, "list">,
  make: (list: readonly T[]) => Value,
): () => Value {
  let made: { list: readonly T[]; value: Value } | undefined;
  return () => {
    const list = entries.list();
    if (made?.list !== list) made = { list, value: make(list) };
    return made.value;
  };
}
