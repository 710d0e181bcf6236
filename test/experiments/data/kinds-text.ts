import { expectedCell } from "../../../experiments/data/cells.js";
import type { ColumnFamily, KindColumn } from "../../../experiments/data/kind.js";
import { KIND_NAMES, kindOf } from "../../../experiments/data/kinds.js";

/** The kinds as docs/data.md tells them, from the code. */
export function kindsText(): string {
  return KIND_NAMES.map((name) => {
    const { doc, columns, families = [], histories = [], tellsApart } = kindOf(name);
    const apart =
      tellsApart.length === 0
        ? "Nothing tells two like rows apart."
        : `Told apart by ${tellsApart.map((one) => one.map((column) => `\`${column}\``).join(", ")).join("; or ")}.`;
    return [
      `### ${name}`,
      `${doc[0].toUpperCase()}${doc.slice(1)}. ${apart}`,
      "",
      "| column | holds | cell | also called | for privacy |",
      "|---|---|---|---|---|",
      ...columns.map((column) => row(column.name, column, column.aliases)),
      ...families.map((family) => row(`${family.prefix}.<brand>`, family, [])),
      ...histories.map(
        ({ name, doc, aliases }) => `| \`${name}\` | ${doc} | a list, of a row a user | ${list(aliases)} | |`,
      ),
      "",
    ].join("\n");
  }).join("\n");
}

function row(name: string, column: Omit<KindColumn, "name" | "aliases"> | ColumnFamily, aliases: readonly string[]) {
  const cell = [expectedCell(column).replace(" (2017-03-04, with or without a time)", "")];
  if (column.unit !== undefined && column.type !== "date") cell.push(column.unit);
  const needed = column.required ? (column.mayBeEmpty ? " (needed, may be empty)" : " (**needed**)") : "";
  const privacy = column.id ? "hashed" : column.freeText ? "dropped" : column.quasi ? "generalised" : "";
  return `| \`${name}\` | ${column.doc} | ${cell.join(", ")}${needed} | ${list(aliases)} | ${privacy} |`.replaceAll(
    "  ",
    " ",
  );
}

const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" ");
