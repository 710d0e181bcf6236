import type { LabelledText } from "../../agents/models/text/text-classifier.js";
import { languageOf, type TextLanguage } from "../../agents/models/text/tokens.js";
import { nearest } from "../cli/nearest.js";
import { type Column, type Dataset, type TextColumn, textColumn } from "../data/dataset.js";
import { type Loaded, type LoadOptions, loadDataset } from "../data/load.js";
import { badFile } from "../data/text-file.js";

/** A file of texts. */
export interface LoadedTexts extends Loaded {
  readonly texts: TextColumn;
}

/**
 * Reads a file as reviews, whose texts must be there.
 *
 * @throws UserError as `loadDataset` does
 */
export async function loadTexts(
  file: string,
  options: LoadOptions & { readonly ownLabels: boolean },
): Promise<LoadedTexts> {
  // labels of one's own may be any words: their column then stays as it is in the file
  const map = options.ownLabels ? { label: "", intent: "", ...options.map } : options.map;
  const loaded = await loadDataset(file, "reviews", { ...options, map });
  return { ...loaded, texts: textColumn(loaded.data, "text") };
}

/**
 * The rows that have a label.
 *
 * @param name  of the labels' column, as the file has it
 * @throws UserError, exit code 1, when there is no such column
 */
export function labelledRows(
  file: string,
  { data, mapped, texts }: LoadedTexts,
  name: string,
  language: TextLanguage | "auto",
): LabelledText[] {
  const known = [...data.columns.keys()].map((column) => [mapped.get(column) ?? column, column] as const);
  const column = known.find(([from]) => from === name)?.[1];
  if (column === undefined) {
    const near = nearest(
      name,
      known.map(([from]) => from),
    );
    throw badFile(file, `no column ${name} of labels${near === undefined ? "" : `; did you mean ${near}?`}`);
  }
  const label = cellsOf(data.columns.get(column) as Column);
  const samples: LabelledText[] = [];
  for (let row = 0; row < data.rows; row++) {
    const text = texts.values[texts.codes[row]];
    const own = label(row);
    if (own === "" || text === undefined) continue;
    samples.push({ text, label: own, language: language === "auto" ? languageOf(text) : language });
  }
  return samples;
}

function cellsOf(column: Column): (row: number) => string {
  if (column.kind === "text") return (row) => (column.codes[row] < 0 ? "" : column.values[column.codes[row]].trim());
  return (row) => (Number.isNaN(column.values[row]) ? "" : String(column.values[row]));
}

/** The table with columns added at its end; a column of that name gives way. */
export function withColumns(data: Dataset, added: ReadonlyMap<string, Column>): Dataset {
  return { rows: data.rows, columns: new Map([...data.columns, ...added]) };
}
