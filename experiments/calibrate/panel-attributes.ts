import type { ChoiceData } from "../../agents/math/conditional-logit.js";
import type { Panel } from "./panel-csv.js";

/** What a choice model of a panel looks at beside a constant for every brand but the base. */
export interface PanelModel {
  /** brand whose constant is 0 */
  readonly base: string;
  readonly price: "linear" | "log";
  /** last brand the household bought, 0 for all brands before its first purchase in the panel */
  readonly loyalty?: boolean;
  /**
   * Relative distance below and above a price that each household remembers for each brand: it starts at the prices of
   * its first purchase and keeps this part of itself at each further one. Left out: not looked at.
   */
  readonly referenceMemory?: number;
}

/** A panel as choices: parameters are the brands but the base, `price`, then `feat`, `disp`, `loyalty`, `gain`, `loss`. */
export function panelAttributes(panel: Panel, { base, price, loyalty, referenceMemory }: PanelModel): ChoiceData {
  const brands = panel.brands.length;
  const choices = panel.chosen.length;
  const columns = new Map<string, Float64Array>();
  panel.brands.forEach((brand, j) => {
    if (brand === base) return;
    columns.set(
      brand,
      new Float64Array(choices * brands).map((_, cell) => (cell % brands === j ? 1 : 0)),
    );
  });
  columns.set("price", price === "log" ? panel.price.map((paid) => Math.log(paid)) : panel.price);
  if (panel.feat) columns.set("feat", panel.feat);
  if (panel.disp) columns.set("disp", panel.disp);
  if (loyalty) columns.set("loyalty", lastBought(panel));
  if (referenceMemory !== undefined) {
    const reference = remembered(panel, referenceMemory);
    columns.set(
      "gain",
      panel.price.map((paid, cell) => Math.max(0, (reference[cell] - paid) / reference[cell])),
    );
    columns.set(
      "loss",
      panel.price.map((paid, cell) => Math.min(0, (reference[cell] - paid) / reference[cell])),
    );
  }

  const names = [...columns.keys()];
  const attributes = new Float64Array(choices * brands * names.length);
  names.forEach((name, k) => {
    const column = columns.get(name)!;
    for (let cell = 0; cell < column.length; cell++) attributes[cell * names.length + k] = column[cell];
  });
  return { names, choices, alternatives: brands, attributes, chosen: panel.chosen };
}

/** 1 for the brand the household bought last time, row-major [purchases, brands]. */
function lastBought({ brands, household, chosen }: Panel): Float64Array {
  const last = new Map<string, number>();
  const column = new Float64Array(chosen.length * brands.length);
  for (let n = 0; n < chosen.length; n++) {
    const brand = last.get(household[n]);
    if (brand !== undefined) column[n * brands.length + brand] = 1;
    last.set(household[n], chosen[n]);
  }
  return column;
}

/** Price remembered just before each purchase, row-major [purchases, brands]. */
function remembered({ brands, household, chosen, price }: Panel, memory: number): Float64Array {
  const now = new Map<string, Float64Array>();
  const column = new Float64Array(price.length);
  for (let n = 0; n < chosen.length; n++) {
    const shelf = price.subarray(n * brands.length, (n + 1) * brands.length);
    const reference = now.get(household[n]) ?? shelf.slice();
    column.set(reference, n * brands.length);
    now.set(
      household[n],
      reference.map((kept, j) => memory * kept + (1 - memory) * shelf[j]),
    );
  }
  return column;
}
