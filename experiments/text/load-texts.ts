import type { LabelledText } from "../../agents/models/text/text-classifier.js";
import { languageOf, type TextLanguage } from "../../agents/models/text/tokens.js";
import { nearest } from "../cli/nearest.js";
import { type Column, type Dataset, type TextColumn, textColumn } from "../data/dataset.js";
import { KINDS } from "../data/kinds.js";
import { type Loaded, loadDataset } from "../data/load.js";
import { badFile } from "../data/text-file.js";

/** A file of texts: every row has one. Its columns have the names they have in the file. */
export interface LoadedTexts extends Omit<Loaded, "mapped"> {
  readonly texts: TextColumn;
}

/**
 * Reads a file as reviews of which nothing but the texts need be as they should: a date that is none costs no row.
 *
 * @param column  of the texts, as the file has it; left out, it is known by its name
 * @throws UserError as `loadDataset` does
 */
export async function loadTexts(
  file: string,
  { column, onProgress }: { readonly column?: string; readonly onProgress?: (read: number, all: number) => void },
): Promise<LoadedTexts> {
  const others = KINDS.reviews.columns.map(({ name }) => name).filter((name) => name !== "text");
  const map: Record<string, string> = Object.fromEntries(others.map((name) => [name, ""]));
  if (column !== undefined) map.text = column;
  const { data, mapped, counts, rejected } = await loadDataset(file, "reviews", { map, onProgress });
  const texts = textColumn(data, "text");
  const own = mapped.get("text") ?? "text";
  const columns = new Map([...data.columns].map(([name, cells]) => [name === "text" ? own : name, cells]));
  return { data: { rows: data.rows, columns }, texts, counts, rejected };
}

/**
 * The rows that have a label.
 *
 * @param name  of the labels' column
 * @throws UserError, exit code 1, when there is no such column
 */
export function labelledRows(
  file: string,
  { data, texts }: LoadedTexts,
  name: string,
  language: TextLanguage | "auto",
): LabelledText[] {
  const column = data.columns.get(name);
  if (column === undefined) {
    const near = nearest(name, [...data.columns.keys()]);
    throw badFile(file, `no column ${name} of labels${near === undefined ? "" : `; did you mean ${near}?`}`);
  }
  const label = cellsOf(column);
  const samples: LabelledText[] = [];
  for (let row = 0; row < data.rows; row++) {
    const own = label(row);
    if (own === "") continue;
    const text = texts.values[texts.codes[row]];
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
