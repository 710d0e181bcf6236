import type { ScenarioInput } from "../../sim/scenario.js";
import type { SearchOptions } from "../calibrate/least-squares-search.js";
import type { KindName } from "../data/kinds.js";
import { rowOptions } from "./data-options.js";
import type { FileProgress } from "./file-progress.js";
import { note } from "./print.js";
import { readable, table } from "./table.js";

/** Simulations of a search that only takes a first look. */
const QUICK = 12;
const LARGEST_PANEL = 256 * 2 ** 20;
/** What is calibrated, and how. */
export interface Setting {
  readonly data: string;
  readonly companions: readonly string[];
  readonly name?: string;
  readonly source: string;
  readonly seed: string;
  readonly quick: boolean;
  readonly category?: string;
  readonly currency?: string;
  readonly base?: string;
  readonly groups?: number;
  readonly map?: Readonly<Record<string, string>>;
  readonly set?: Readonly<Record<string, string>>;
  readonly dates?: string;
  readonly progress: FileProgress;
  readonly search: SearchOptions;
}

/** A scenario, and what led to it. */
export interface Calibrated {
  readonly scenario: ScenarioInput;
  /** for a program, and for a reader: pieces with an empty line between */
  readonly document: object;
  readonly lines: readonly string[];
}

const naming = ({ name, source, category, currency, seed }: Setting) =>
  Object.fromEntries(
    Object.entries({ name, source, category, currency, seed }).filter(([, value]) => value !== undefined),
  );

/** From brand choices of households. @throws UserError */
export async function panel(setting: Setting): Promise<Calibrated> {
  const { readFileSync, statSync } = await import("node:fs");
  const { calibratePanelMarket, FEWEST_HOUSEHOLDS } = await import("../calibrate/panel-fit.js");
  const { estimateTable, fitTable } = await import("./fit-table.js");
  const { data, base, search } = setting;
  // tells in a line what is no CSV of this kind, whatever its size
  const { plan } = await (await import("../data/rows.js")).openRows(data, "panel", rowOptions(setting));
  const from = (column: string) => plan.columns.find(({ name }) => name === column)?.from;
  if (statSync(data).size > LARGEST_PANEL)
    throw new (await import("../faults.js")).UserError(
      data,
      [{ code: "size", path: [], message: "a panel is read whole: 256 MB at the most" }],
      1,
    );
  const csv = readFileSync(data, "utf8");
  const { likelihood, fit, untold, scenario } = calibratePanelMarket(csv, {
    ...naming(setting),
    base,
    columns: { id: from("household"), choice: from("choice") },
    ...search,
    ...(setting.quick ? { households: 150, evaluations: QUICK } : {}),
  });
  const { coefficients, logLikelihood, elasticities } = likelihood;
  return {
    scenario,
    document: { coefficients, logLikelihood, elasticities, moments: fit, untold },
    lines: [
      estimateTable(Object.entries(coefficients)),
      `log-likelihood ${readable(logLikelihood, 4)}`,
      table(
        [
          { head: "brand", align: "left" },
          { head: "own elasticity", align: "right" },
        ],
        Object.entries(elasticities).map(([brand, own]) => [brand, readable(own, 3)]),
      ),
      fit === null
        ? `moments not fitted: it takes ${FEWEST_HOUSEHOLDS} households to tell how far chance moves them`
        : fitTable(fit),
      ...(untold === null
        ? []
        : [
            `assumed: the pull of the category's value and the pantry, as ${untold}; columns date and store with purchases every other day would tell them`,
          ]),
    ],
  };
}

/** From what stores sold in a week. @throws UserError */
export async function weekly(setting: Setting): Promise<Calibrated> {
  const { calibrateWeekly } = await import("../calibrate/weekly-calibration.js");
  const { storeWeeks } = await import("../calibrate/weekly-rows.js");
  const { fitTable } = await import("./fit-table.js");
  const rows = storeWeeks(await load(setting, setting.data, "weekly"));
  const { regressions, fit, heldOut, scenario } = calibrateWeekly(rows, {
    ...naming(setting),
    ...setting.search,
    ...(setting.quick ? { marketDays: 1500, evaluations: QUICK } : {}),
  });
  const right = (head: string) => ({ head, align: "right" }) as const;
  const featured = (value: number | null) => (value === null ? "" : readable(value, 4));
  return {
    scenario,
    document: { regressions, moments: fit, heldOut },
    lines: [
      table(
        [
          { head: "ln sales of", align: "left" },
          right("ln price"),
          right("s.e."),
          right("feature"),
          right("s.e."),
          right("R2"),
        ],
        Object.entries(regressions).map(([brand, { price, feat, standardErrors, r2 }]) => [
          brand,
          readable(price, 4),
          readable(standardErrors.price, 4),
          featured(feat),
          featured(standardErrors.feat),
          readable(r2, 4),
        ]),
      ),
      fitTable(fit),
      table(
        [{ head: `WAPE of the last quarter, ${readable(heldOut.storeWeeks)} store-weeks`, align: "left" }, right("")],
        [
          ["the market, prices and features given", readable(heldOut.simulated, 3)],
          ["seasonal naive: the same week a year before", readable(heldOut.seasonalNaive, 3)],
          ["mean of the weeks before", readable(heldOut.mean, 3)],
        ],
      ),
    ],
  };
}

/** From a log of customers. @throws UserError */
export async function transactions(setting: Setting): Promise<Calibrated> {
  const { calibrateTransactions } = await import("../calibrate/transactions.js");
  const { customerLog } = await import("../calibrate/customer-log.js");
  const { estimateTable, fitTable } = await import("./fit-table.js");
  const log = customerLog(await load(setting, setting.data, "transactions"));
  if (log.leftOut > 0) note(`${readable(log.leftOut)} lines left out: returns, or nothing paid`);
  const { companions, groups: count, search } = setting;
  const files = [];
  for (const file of companions)
    files.push(await load({ ...setting, map: undefined, set: undefined }, file, "campaigns"));
  const [sent, descriptions, redemptions] = files;
  const { betaGeometric, groups, fit, scenario } = calibrateTransactions(log, {
    ...naming(setting),
    ...search,
    ...(count === undefined ? {} : { groups: count }),
    ...(setting.quick ? { shoppers: 300, evaluations: QUICK } : {}),
    ...(companions.length > 0 ? { campaigns: { sent, descriptions, redemptions } } : {}),
  });
  const right = (head: string) => ({ head, align: "right" }) as const;
  const discounts = groups.centres[0].discountShare !== null;
  return {
    scenario,
    document: { betaGeometric, groups, moments: fit },
    lines: [
      ...(betaGeometric === null
        ? []
        : [
            estimateTable(Object.entries(betaGeometric.coefficients), 4),
            `log-likelihood of BG/NBD ${readable(betaGeometric.logLikelihood, 4)}`,
          ]),
      table(
        [
          { head: "group", align: "left" },
          right("customers"),
          right("days since last"),
          right("purchase days"),
          right("paid"),
          ...(discounts ? [right("spared")] : []),
        ],
        groups.centres.map(({ recency, frequency, value, discountShare }, g) => [
          String(g + 1),
          readable(groups.sizes[g]),
          readable(recency, 1),
          readable(frequency, 2),
          readable(value, 2),
          ...(discountShare === null ? [] : [readable(discountShare, 3)]),
        ]),
      ),
      fitTable(fit),
    ],
  };
}

/** A file of data, its rejected records told on stderr. */
async function load(setting: Setting, file: string, kind: KindName) {
  const { loadDataset } = await import("../data/load.js");
  const { progress } = setting;
  const { data, counts, rejected } = await loadDataset(file, kind, {
    ...rowOptions(setting),
    onProgress: (read, all) => progress.update(read, all, 0),
  });
  if (counts.rejected > 0) {
    const [{ line, column, reason }] = rejected;
    const first = `the first on line ${line}${column === "" ? "" : `, ${column}`}: ${reason}`;
    note(`${file}: ${readable(counts.rejected)} of ${readable(counts.read)} records left out, ${first}`);
  }
  return data;
}
