/**
 * What a column of a kind holds. `text` reads as a TextColumn, `date` as a DateColumn, the others as numbers: `whole` without
 * a fraction, `flag` as 0 or 1. A `list` is a field that holds several texts, of a file's other form; it unfolds into rows.
 */
export type ColumnType = "text" | "number" | "whole" | "date" | "flag" | "list";

/** A column of a kind of data. */
export interface KindColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** the column must be there */
  readonly required: boolean;
  /** a required column's cell must be filled unless this is said; an optional column's may always be empty */
  readonly mayBeEmpty?: true;
  readonly doc: string;
  readonly unit?: string;
  /** smallest and largest value, both included */
  readonly low?: number;
  readonly high?: number;
  /** 0 itself is not allowed */
  readonly aboveZero?: true;
  /** what files call it, the likeliest first; letter case and what is no letter or digit do not count */
  readonly aliases: readonly string[];
  /** values by other spellings: "pv" is a view. Values that are not listed stay as they are, in small letters */
  readonly spellings?: { readonly [spelling: string]: string };
  /** names a person, a visit or a basket: `--anonymise` replaces it by a keyed hash */
  readonly id?: true;
  /** names the person whom a row is about: classes of k-anonymity count persons where a kind has one */
  readonly person?: true;
  /** written by people: `--anonymise` drops it unless it is kept by name */
  readonly freeText?: true;
  /** others may know it of a person: `--anonymise` generalises it until k-anonymity holds */
  readonly quasi?: true;
}

/** Columns of which there is one for each brand: `price.dannon`. */
export interface ColumnFamily extends Omit<KindColumn, "name" | "aliases"> {
  readonly prefix: string;
}

/** A field that holds several items of a user, which become rows with this event. */
export interface HistoryList {
  readonly name: string;
  readonly event: string;
  readonly aliases: readonly string[];
  readonly doc: string;
}

/** A kind of data: what its rows are and which columns they have. */
export interface Kind {
  readonly doc: string;
  readonly columns: readonly KindColumn[];
  readonly families?: readonly ColumnFamily[];
  /** the file may instead have a row a user and lists of items in a field */
  readonly histories?: readonly HistoryList[];
  /** the file may instead have no header and a basket a line */
  readonly basketLines?: true;
  /**
   * What tells one row from another. Where a file has all of them, two rows alike in every cell are one row recorded twice;
   * where it has not, they may be two that look the same, and both stay.
   */
  readonly tellsApart: readonly (readonly string[])[];
}
