import { UserError } from "../faults.js";

/** A law of counts: `poisson:5`, `geometric:5`. */
export interface DemandLaw {
  readonly law: "poisson" | "geometric";
  /** units a period */
  readonly mean: number;
}

/** What tells an instance of a family; a family takes some of them. */
export interface InstanceOptions {
  demand: DemandLaw;
  leadTime: number;
  shelfLife: number;
  issuing: "oldest" | "freshest";
  waste: number;
  holding: number;
  penalty: number;
  orderingCost: number;
  unitCost: number;
  price: number;
  capacity: number;
  stock: number;
  periods: number;
  /** a/e times the season's length: mean sales at the price that earns most a moment */
  scale: number;
  wants: readonly number[];
  prices: readonly number[];
  chances: readonly number[];
  means: readonly number[];
  horizon: number;
  arms: number;
  runs: number;
  episodes: number;
  discount: number;
  map: string;
  agents: readonly string[];
  steps: number;
  promotions: number;
}
export type OptionName = keyof InstanceOptions;

/** How an option is written, and what its text stands for; undefined where it stands for nothing. */
interface OptionForm<T> {
  readonly describe: string;
  /** "a number above 0" */
  readonly expected: string;
  read(text: string): T | undefined;
}

const number = (describe: string, least = 0, above = false): OptionForm<number> => ({
  describe,
  expected: above ? `a number above ${least}` : `a number of at least ${least}`,
  read: (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) && (above ? value > least : value >= least) ? value : undefined;
  },
});
const whole = (describe: string, least = 1): OptionForm<number> => ({
  describe,
  expected: `a whole number of at least ${least}`,
  read: (text) =>
    /^\d+$/.test(text) && Number(text) >= least && Number.isSafeInteger(Number(text)) ? Number(text) : undefined,
});
const numbers = (describe: string, low: number, high: number): OptionForm<readonly number[]> => ({
  describe,
  expected: `numbers from ${low} to ${high} with commas between`,
  read: (text) => {
    const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
    return values.every((value) => value >= low && value <= high) ? values : undefined;
  },
});

/** Every option by its name in code; on the command line `leadTime` is `--lead-time`. */
export const OPTIONS: { readonly [K in OptionName]: OptionForm<InstanceOptions[K]> } = {
  demand: {
    describe: "law of a period's demand: poisson:5, geometric:5",
    expected: "poisson:<mean> or geometric:<mean>, the mean above 0 and at most 500",
    read: (text) => {
      const found = /^(poisson|geometric):(\d*\.?\d+)$/.exec(text);
      const mean = Number(found?.[2]);
      return found && mean > 0 && mean <= 500 ? { law: found[1] as DemandLaw["law"], mean } : undefined;
    },
  },
  leadTime: whole("periods from an order to its receipt", 0),
  shelfLife: whole("periods that a unit is sold for"),
  issuing: {
    describe: "which units are sold first: oldest, freshest",
    expected: "oldest or freshest",
    read: (text) => (text === "oldest" || text === "freshest" ? text : undefined),
  },
  waste: number("cost of a unit thrown away"),
  holding: number("cost of a unit left at a period's end", 0, true),
  penalty: number("cost of a unit wanted and not there", 0, true),
  orderingCost: number("cost of an order"),
  unitCost: number("cost of a unit ordered"),
  price: number("of a unit sold"),
  capacity: whole("most units there can be"),
  stock: whole("units at the start", 0),
  periods: whole("periods of the season"),
  scale: number("mean sales at the price that earns most a moment", 0, true),
  wants: numbers("units wanted, by period: 90,120,80,70", 0, 1e6),
  prices: numbers("prices to choose from: 10,9,8", 0, 1e9),
  chances: numbers("probability of a sale a period, by price", 0, 1),
  means: numbers("probability of a reward, by arm: .9,.8", 0, 1),
  horizon: whole("pulls in a run"),
  arms: whole("arms of a linear bandit"),
  runs: whole("independent runs that a mean is taken over", 2),
  episodes: whole("episodes a learner trains for"),
  discount: number("worth today of a reward of 1 a step later"),
  map: {
    describe: "of the lake: 4x4, 8x8",
    expected: "4x4 or 8x8",
    read: (text) => (["4x4", "8x8"].includes(text) ? text : undefined),
  },
  agents: {
    describe: "which agents to run, with commas between",
    expected: "names with commas between",
    read: (text) => (text.split(",").every((name) => name.trim() !== "") ? text.split(",") : undefined),
  },
  steps: whole("steps a deep learner trains for"),
  promotions: whole("promotions at most", 0),
};

/** `leadTime` as the command line has it. */
export function flagOf(option: OptionName): string {
  return option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Values of the texts given.
 *
 * @throws UserError listing every text that stands for no value
 */
export function readOptions(given: Partial<Record<OptionName, string>>): Partial<InstanceOptions> {
  const names = Object.keys(given) as OptionName[];
  const read = names.map((name) => [name, OPTIONS[name].read(given[name]!)] as const);
  const faults = read.flatMap(([name, value]) =>
    value === undefined
      ? [
          {
            code: "invalid",
            path: [],
            message: `--${flagOf(name)}: found ${given[name]}, expected ${OPTIONS[name].expected}`,
          },
        ]
      : [],
  );
  if (faults.length > 0) throw new UserError("verify", faults);
  return Object.fromEntries(read) as Partial<InstanceOptions>;
}

/** An instance in words: "demand poisson:5, lead time 2". */
export function instanceText(options: Partial<InstanceOptions>): string {
  return Object.entries(options)
    .map(([name, value]) => `${flagOf(name as OptionName).replaceAll("-", " ")} ${valueText(value)}`)
    .join(", ");
}

function valueText(value: InstanceOptions[OptionName]): string {
  if (typeof value === "object" && "law" in value) return `${value.law}:${value.mean}`;
  return Array.isArray(value) ? value.join(",") : String(value);
}
