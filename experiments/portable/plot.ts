/** A page of charts that stands alone as an HTML file: what `writePlot` takes and the viewer's plot page draws. */
export interface Plot {
  /** of the page and its browser tab */
  readonly title: string;
  /** a sentence under the title: what there is to see, with the figure that matters most */
  readonly lead?: string;
  /** from top to bottom */
  readonly charts: readonly Chart[];
  /** under the charts */
  readonly tables?: readonly TableSection[];
  /** under the tables: texts as they stand, to be read or copied */
  readonly texts?: readonly TextSection[];
}

export interface TableSection extends Section {
  readonly columns: readonly { readonly head: string; readonly align: "left" | "right" }[];
  readonly rows: readonly (readonly string[])[];
}

export interface TextSection extends Section {
  readonly text: string;
}

export type Chart = LinesChart | RowsChart | HeatChart | TreeChart;

interface Section {
  readonly heading: string;
  /** under it: what the intervals are, where the numbers are from */
  readonly caption?: string;
}

/** Lines or points over a common x axis, each with its intervals as ribbons and its name at its right end. */
export interface LinesChart extends Section {
  readonly kind: "lines";
  readonly x: {
    /** with its unit, where it has one */
    readonly title: string;
    /** "date": x are days since 1970-01-01; default "number" */
    readonly scale?: "number" | "date";
  };
  readonly y: {
    /** with its unit: "units a week" */
    readonly title: string;
    /** false: the axis need not hold 0; default true */
    readonly fromZero?: boolean;
  };
  readonly series: readonly Series[];
  /** vertical rules with a word at their top: "forecast from here" */
  readonly rules?: readonly { readonly x: number; readonly label: string }[];
}

export interface Series {
  readonly name: string;
  /** ascending for a line */
  readonly x: ArrayLike<number>;
  /** as long as x; NaN or null where there is no value: the line breaks there */
  readonly y: ArrayLike<number | null>;
  /** default "line" */
  readonly draw?: "line" | "points";
  /** place in the page's eight colours; "context" is grey; default its place among the series */
  readonly colour?: number | "context";
  /** the widest first; each as long as x */
  readonly ribbons?: readonly Ribbon[];
}

export interface Ribbon {
  /** "95%" */
  readonly name: string;
  readonly low: ArrayLike<number | null>;
  readonly high: ArrayLike<number | null>;
}

/** Named values one under the other: bars from zero, or dots; each with its interval as a whisker. */
export interface RowsChart extends Section {
  readonly kind: "bars" | "dots";
  readonly x: {
    /** with its unit */
    readonly title: string;
  };
  readonly rows: readonly Row[];
  /** a vertical rule, at a value to compare with */
  readonly rule?: { readonly value: number; readonly label: string };
}

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
  /** place in the page's eight colours; default 0 */
  readonly colour?: number;
}

/** Values over two named axes as coloured cells. */
export interface HeatChart extends Section {
  readonly kind: "heat";
  /** columns, from left to right, and rows, from top to bottom; titles with their units */
  readonly x: { readonly title: string; readonly names: readonly string[] };
  readonly y: { readonly title: string; readonly names: readonly string[] };
  readonly value: {
    /** with its unit */
    readonly title: string;
    /** ends of the colours, so that several charts share them; default: the least and the greatest value */
    readonly domain?: readonly [low: number, high: number];
  };
  /** row-major, shape [rows, columns] */
  readonly values: ArrayLike<number>;
}

/** Questions with yes or no that lead to a choice, one under the other. */
export interface TreeChart extends Section {
  readonly kind: "tree";
  /** each after the one it hangs on, the answer yes first */
  readonly nodes: readonly TreeNodeRow[];
}

export interface TreeNodeRow {
  /** answers on the way here */
  readonly depth: number;
  /** the last of them; empty at the root */
  readonly answer: "" | "yes" | "no";
  /** "stock/cola < 37.5 units" of a question, else the choice */
  readonly text: string;
  readonly leaf: boolean;
  /** part of all cases that come here, 0 to 1 */
  readonly share: number;
  /** of a leaf: part of its cases that choose so, 0 to 1 */
  readonly right?: number;
  /** of a leaf: place in the page's eight colours */
  readonly colour?: number;
}

/** Id of the JSON block of a page in which its `Plot` stands. */
export const PLOT_ID = "plot";
