/** A table of texts: what reports are made of. */
export interface TextTable {
  readonly columns: readonly { readonly head: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
}

/** A table as GitHub's Markdown has it. */
export function markdownTable({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rule = `|${columns.map(({ align }) => (align === "left" ? "---" : "---:")).join("|")}|`;
  return [line(columns.map(({ head }) => head)), rule, ...rows.map(line)].join("\n");
}

/** A table for LaTeX with the package booktabs, to be put into a table environment. */
export function latexTable({ columns, rows }: TextTable): string {
  const line = (cells: readonly string[]) => `${cells.map(latexText).join(" & ")} \\\\`;
  return [
    `\\begin{tabular}{${columns.map(({ align }) => align[0]).join("")}}`,
    "\\toprule",
    line(columns.map(({ head }) => head)),
    "\\midrule",
    ...rows.map(line),
    "\\bottomrule",
    "\\end{tabular}",
  ].join("\n");
}

const LATEX: Readonly<Record<string, string>> = {
  "\\": "\\textbackslash{}",
  "~": "\\textasciitilde{}",
  "^": "\\textasciicircum{}",
  "<": "\\textless{}",
  ">": "\\textgreater{}",
  "¥": "\\textyen{}",
  "€": "\\texteuro{}",
};

/** Letters that LaTeX takes for commands, as themselves; a minus before a number as one. */
function latexText(text: string): string {
  return text
    .replace(/[\\~^<>¥€]|[&%$#_{}]/g, (letter) => LATEX[letter] ?? `\\${letter}`)
    .replace(/(^|[\s(])-(?=\d)/g, "$1$-$");
}
