import type { AgentContext, AgentState, Info, RngState } from "../envs/types.js";
import { z } from "./define.js";
import { type DiscretiserName, discretisers, stateReader } from "./discretise.js";
import { type ActionValues, rewardUnit } from "./explanation.js";
import { greedyChances } from "./math/choice-chances.js";
import { argmaxOfRow, legalOf, type Row, randomChoice } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";

const halfLife = (doc: string, unit: string) =>
  z.number().min(0).max(1e12).default(0).describe(`${doc}; 0: it stays constant`).meta({ unit });

/** Parameters that every tabular agent has. */
export const tabularParams = {
  stepSize: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe("part of the error corrected at an update")
    .meta({ unit: "share" }),
  stepSizeHalfLife: halfLife("updates of a table entry after which its step size has halved, harmonically", "updates"),
  exploration: z
    .number()
    .min(0)
    .max(1)
    .default(0.1)
    .describe("probability of a random action")
    .meta({ unit: "probability" }),
  explorationHalfLife: halfLife("actions after which exploration has halved, harmonically", "actions"),
  discount: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe("worth today of a reward of 1 a step later")
    .meta({ unit: "factor" }),
  discretiser: z
    .enum(Object.keys(discretisers) as [DiscretiserName, ...DiscretiserName[]])
    .default("campaign-stock")
    .describe("how a Box observation becomes a state; a Discrete one needs none"),
};
export type TabularParams = z.output<z.ZodObject<typeof tabularParams>>;

/** Values of actions by state, with the schedules of exploration and step size. */
export interface ActionTable {
  /** shape [states, actions], 0 at the start */
  readonly value: Float64Array;
  readonly states: number;
  /** where the row of an observation begins in `value` */
  rowOf(observation: unknown): number;
  /** a reward in standard deviations of a usual one, where its scale is known */
  standardise(reward: number): number;
  /** sets whether `choose` explores */
  begin(episode: { training: boolean }): void;
  /**
   * In training a random legal action with the probability of today, which it counts down, else the best in `values`, ties drawn;
   * in an evaluation the best, the first of equals.
   *
   * @param values  shape [states, actions]; default `value`
   */
  choose(row: number, info: Info, values?: Float64Array): number;
  /** with which chance `choose` would give each choice, shape [actions]; its own buffer */
  chancesAt(row: number, info: Info, values?: Float64Array): Float64Array;
  /** probability that the next action is random */
  exploration(): number;
  /** step size of an entry's next update, which it counts */
  stepOf(entry: number): number;
  explain(): ActionValues[];
  save(): AgentState;
  load(state: AgentState): void;
}

/**
 * A Discrete observation is the state; a Box observation is read through a named discretiser. In the market rewards are
 * standardised by the planning log, so that 0, where the table starts, is an average day.
 *
 * @throws AgentError when the observation lacks what the discretiser reads
 */
export function createActionTable(
  { stepSize, stepSizeHalfLife, exploration, explorationHalfLife, discretiser }: TabularParams,
  { observationSpace, slots, actions, rng, rewardScale }: AgentContext,
): ActionTable {
  const { states, stateOf, nameOf } = stateReader(discretiser, observationSpace, slots);
  const value = new Float64Array(states * actions);
  const updates = new Float64Array(stepSizeHalfLife > 0 ? states * actions : 0);
  const row: Row = { start: 0, count: actions };
  const chances = new Float64Array(actions);
  let taken = 0;
  let training = true;
  const chance = () =>
    explorationHalfLife > 0 ? (exploration * explorationHalfLife) / (explorationHalfLife + taken) : exploration;

  return {
    value,
    states,
    rowOf: (observation) => stateOf(observation as number | Float32Array) * actions,
    standardise: standardiser(rewardScale),
    begin(episode) {
      training = episode.training;
    },
    choose(start, info, values = value) {
      const legal = legalOf(info);
      row.start = start;
      row.legal = legal;
      row.rng = training ? rng : undefined;
      if (!training) return argmaxOfRow(values, row);
      const random = rng.uniform() < chance();
      taken += 1;
      return random ? randomChoice(actions, rng, legal) : argmaxOfRow(values, row);
    },
    chancesAt(at, info, values = value) {
      const exploration = training ? chance() : 0;
      greedyChances({ values, at, legal: legalOf(info), exploration, drawsTies: training }, chances);
      return chances;
    },
    exploration: chance,
    stepOf(entry) {
      if (stepSizeHalfLife === 0) return stepSize;
      const step = (stepSize * stepSizeHalfLife) / (stepSizeHalfLife + updates[entry]);
      updates[entry] += 1;
      return step;
    },
    explain: () => [
      {
        kind: "table",
        part: [],
        unit: rewardUnit(rewardScale),
        states: Array.from({ length: states }, (_, state) => nameOf(state)),
        choices: actions,
        values: value.slice(),
      },
    ],
    save: () => ({ value: value.slice(), updates: updates.slice(), taken, rng: rng.save() }),
    load(state) {
      value.set(state.value as Float64Array);
      updates.set(state.updates as Float64Array);
      taken = state.taken as number;
      rng.load(state.rng as RngState);
    },
  };
}
