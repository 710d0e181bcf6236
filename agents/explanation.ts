import type { Agent, AgentContext, ObservationSlot } from "../envs/types.js";

/** An agent that can say what it goes by. Asked between episodes, or after `load`; it changes nothing. */
export interface ExplainedAgent<O, A> extends Agent<O, A> {
  explain?(): readonly Finding[];
}

/** What an agent itself can tell of how it chooses: plain data, as a state is. */
export type Finding = Coefficients | ActionValues | TileValues | ShadowPrices | Means;

/** Which of a composition's agents tells, outermost first: ["promotion", "cola"]; empty: the agent itself. */
interface Told {
  readonly part: readonly string[];
  /** of the values: "standard deviations of a usual reward", "money" */
  readonly unit: string;
}

/** An estimate with its 95% interval; both ends left out where the agent keeps nothing to tell one by. */
export interface Estimate {
  readonly estimate: number;
  readonly low?: number;
  readonly high?: number;
}

/** A linear model of what a choice brings. */
export interface Coefficients extends Told {
  readonly kind: "coefficients";
  /** the choice it values; null: one model for all choices */
  readonly choice: number | null;
  /** what the intervals rest on, as half a sentence */
  readonly interval: string;
  readonly terms: readonly (Estimate & {
    /** of the observation's element; "constant" */
    readonly name: string;
    /** by how much the element rises where the value rises by the estimate: "128 units"; empty for the constant */
    readonly per: string;
  })[];
}

/** A table of what every choice is worth in every state. */
export interface ActionValues extends Told {
  readonly kind: "table";
  readonly states: readonly string[];
  readonly choices: number;
  /** shape [states, choices] */
  readonly values: Float64Array;
}

/** Action values over one or two quantities, on a grid. */
export interface TileValues extends Told {
  readonly kind: "tiles";
  readonly axes: readonly {
    readonly name: string;
    readonly unit: string;
    /** amounts, ascending */
    readonly at: readonly number[];
  }[];
  /** what is held at the middle of its range: other quantities that the tiles cover */
  readonly held: readonly string[];
  readonly choices: number;
  /** shape [axes' lengths ..., choices] */
  readonly values: Float64Array;
}

/** What limits cost: by how much the plan's worth would rise for one more unit of a limit. */
export interface ShadowPrices extends Told {
  readonly kind: "shadow-prices";
  /** the plan they belong to: "the plan at the season's start" */
  readonly of: string;
  readonly prices: readonly { readonly name: string; readonly price: number; readonly sentence: string }[];
}

/** What a bandit knows of its choices. */
export interface Means extends Told {
  readonly kind: "means";
  readonly interval: string;
  /** by choice; estimate NaN where it was never taken */
  readonly choices: readonly (Estimate & { readonly pulls: number })[];
}

/** Half the width of a 95% interval in standard errors: the normal law's .975 quantile. */
export const NORMAL_95 = 1.959963984540054;

/** "one more unit of money in the budget of spring earns 1.8": a price in words, to three digits. */
export function priceSentence(more: string, price: number): string {
  const amount = String(Number(Math.abs(price).toPrecision(3)));
  return `${more} ${price < 0 ? "costs" : "earns"} ${amount}`;
}

/** What the intervals of a ridge regression rest on. */
export const UNIT_NOISE = "taking rewards to vary about the model with a standard deviation of 1 of that unit";

/** What a part of a composition can tell, under its name. */
export function toldBy(name: string, agent: Pick<ExplainedAgent<never, unknown>, "explain">): Finding[] {
  return (agent.explain?.() ?? []).map((finding) => ({ ...finding, part: [name, ...finding.part] }));
}

/** The unit of rewards as an agent reads them. */
export const rewardUnit = (scale: unknown) =>
  scale === undefined ? "reward" : "standard deviations of a usual reward";

/** An amount of an element in its own unit: "37.5 units"; an indicator has none. */
export function amountOf(element: number, { scale = 1, unit }: Pick<ObservationSlot, "scale" | "unit">): string {
  const amount = String(Number((element * scale).toPrecision(4)));
  return unit === "indicator" ? amount : `${amount} ${unit}`;
}

/**
 * A linear model's coefficients, under the names of what they multiply.
 *
 * @param model  `choice` it values, null where all choices share it; its `mean` and `deviation`, each shape [dimension]; `unit`
 *   and `interval` as in `Coefficients`
 */
export function coefficientsOf(
  { dimension, perArm }: { readonly dimension: number; readonly perArm: boolean },
  slots: AgentContext["slots"],
  { mean, deviation, ...model }: LinearModel,
): Coefficients {
  const table = Array.isArray(slots) ? (slots as readonly ObservationSlot[]) : [];
  const constants = perArm ? 0 : 1;
  const named = (i: number) => {
    if (i < constants) return { name: "constant", per: "" };
    // where every choice has a context of its own, an element's name is one choice's
    const slot = perArm ? undefined : table[i - constants];
    return slot === undefined
      ? { name: `feature ${i - constants}`, per: "1" }
      : { name: slot.name, per: amountOf(1, slot) };
  };
  return {
    kind: "coefficients",
    part: [],
    ...model,
    terms: Array.from({ length: dimension }, (_, i) => ({
      ...named(i),
      estimate: mean[i],
      low: mean[i] - NORMAL_95 * deviation[i],
      high: mean[i] + NORMAL_95 * deviation[i],
    })),
  };
}

interface LinearModel extends Pick<Coefficients, "choice" | "unit" | "interval"> {
  readonly mean: ArrayLike<number>;
  readonly deviation: ArrayLike<number>;
}
