import type { ReactNode } from "react";

export interface Column<Row> {
  id: string;
  label: string;
  cell(row: Row): ReactNode;
  /** Numbers and acts stand at the end of the line. */
  align?: "end";
  /** Left out where the table is stacked and the label would say nothing, as before a button. */
  unlabelled?: true;
}

/** Rows and columns; where there is no room for them, each row is a block of names and values. The first column names the row. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
}: {
  /** Says to a screen reader what is listed. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf(row: Row): string;
}) {
  return (
    <div className="rounded-2xl border border-line bg-surface shadow-card">
      <table aria-label={label} className="block w-full text-start md:table">
        <thead className="sr-only md:not-sr-only md:table-header-group">
          <tr>
            {columns.map(({ id, label: name, align }) => (
              <th
                key={id}
                scope="col"
                className={`px-3 py-2.5 font-medium text-muted text-sm first:ps-5 last:pe-5 ${align === "end" ? "text-end" : "text-start"}`}
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="block md:table-row-group">
          {rows.map((row) => (
            <DataRow key={keyOf(row)} columns={columns} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DataRow<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return (
    <tr className="relative block border-line border-t px-4 py-3 first:border-t-0 md:table-row md:px-0 md:py-0 md:first:border-t md:hover:bg-sunken/60">
      {columns.map(({ id, label, cell, align, unlabelled }, index) => (
        <td
          key={id}
          className={`flex items-baseline gap-3 py-0.5 align-middle md:table-cell md:border-line md:border-t md:px-3 md:py-2.5 md:first:ps-5 md:last:pe-5 ${align === "end" ? "md:text-end" : ""}`}
        >
          {index > 0 && !unlabelled && (
            <span aria-hidden="true" className="w-28 shrink-0 text-muted text-sm md:hidden">
              {label}
            </span>
          )}
          <div className="min-w-0 grow">{cell(row)}</div>
        </td>
      ))}
    </tr>
  );
}
