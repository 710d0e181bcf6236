import type { BoxSpace, ObservationSlot, RngState } from "../envs/types.js";
import { AgentError, defineAgent, type EnvFacts, z } from "./define.js";
import { sharedUnit, smallestOf } from "./discretise.js";
import { rewardUnit, type TileValues } from "./explanation.js";
import { greedyChances } from "./math/choice-chances.js";
import { argmax, legalOf, randomChoice } from "./math/choose.js";
import { standardiser } from "./math/sample-averages.js";
import { createTileCoder } from "./math/tile-coder.js";

/** What is read of an observation of more than so many elements, unless the user names others. */
const MOST_ELEMENTS = 8;
const OF_A_MARKET = ["campaign-open:0:1", "stock:0:2"];

/**
 * Q-learning over tile coding, a linear function of tiles that are on or off:
 *   Q(x, a) = sum of w[a, tile] over the tiles on,  w[a, tile] += step / tilings (r + discount max_a' Q(x', a') - Q(x, a))
 *
 * exploring epsilon-greedily with ties drawn. A truncated episode bootstraps. An evaluation takes the best legal action, the first
 * of equals. In the market rewards are standardised by the planning log.
 *
 * @see Sutton & Barto (2018), sections 9.5.4 and 10.1 (there with SARSA)
 */
export const tileCoding = defineAgent({
  summary: "learns action values as sums over overlapping tiles of what it observes",
  acts: "discrete",
  observes: "box",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    tilings: z.int().min(1).max(256).default(8).describe("overlapping tilings"),
    tiles: z.int().min(1).max(256).default(8).describe("tiles of a tiling along each element"),
    elements: z
      .array(z.string())
      .max(MOST_ELEMENTS)
      .default([])
      .describe("names of what is read of the observation, each with its range: angle:-.2:.2; none: everything"),
    size: z.int().min(16).max(4_194_304).default(65_536).describe("weights an action at most; more tiles share them"),
    initialValue: z
      .number()
      .min(-1e6)
      .max(1e6)
      .default(0)
      .describe("what every action is thought worth at first; a high one makes it try everything"),
    stepSize: z.number().gt(0).max(1).default(0.2).describe("part of the error corrected at an update").meta({
      unit: "share",
    }),
    exploration: z.number().min(0).max(1).default(0.05).describe("probability of a random action").meta({
      unit: "probability",
    }),
    discount: z.number().min(0).max(1).default(0.99).describe("worth today of a reward of 1 a step later").meta({
      unit: "factor",
    }),
  }),
  misfit: ({ observationSpace, slots }: EnvFacts) => {
    const { length } = (observationSpace as BoxSpace).low;
    const named = (slots as readonly ObservationSlot[]).some(({ name }) => name === "campaign-open");
    return length <= MOST_ELEMENTS || named
      ? undefined
      : `its observation has ${length} elements, and ${MOST_ELEMENTS} are the most that tiles can cover`;
  },
  create({ tilings, tiles, elements, size, initialValue, stepSize, exploration, discount }, context) {
    const { actions, rng } = context;
    const reader = elementReader(elements, context.slots as readonly ObservationSlot[]);
    const coder = createTileCoder(reader.low, reader.high, { tilings, tiles, size });
    const weight = new Float64Array(actions * coder.size).fill(initialValue / tilings);
    const standardise = standardiser(context.rewardScale);
    const on = new Int32Array(tilings);
    const onNext = new Int32Array(tilings);
    const value = new Float64Array(actions);
    const chance = new Float64Array(actions);
    let training = true;

    const valuesOf = (observation: Float32Array, active: Int32Array) => valuesAt(reader.read(observation), active);

    function valuesAt(point: Float64Array, active: Int32Array): void {
      coder.tilesOf(point, active);
      for (let action = 0; action < actions; action++) {
        let sum = 0;
        for (let tiling = 0; tiling < tilings; tiling++) sum += weight[action * coder.size + active[tiling]];
        value[action] = sum;
      }
    }

    return {
      begin(episode) {
        training = episode.training;
      },
      act(observation, info) {
        const legal = legalOf(info);
        if (training && rng.uniform() < exploration) return randomChoice(actions, rng, legal);
        valuesOf(observation, on);
        return argmax(value, legal, training ? rng : undefined);
      },
      chances(observation, info) {
        valuesOf(observation, on);
        const explored = training ? exploration : 0;
        greedyChances({ values: value, legal: legalOf(info), exploration: explored, drawsTies: training }, chance);
        return chance;
      },
      learn({ observation, action, reward, nextObservation, terminated, info }) {
        let target = standardise(reward);
        if (!terminated) {
          valuesOf(nextObservation, onNext);
          target += discount * value[argmax(value, legalOf(info))];
        }
        valuesOf(observation, on);
        const change = (stepSize / tilings) * (target - value[action]);
        for (let tiling = 0; tiling < tilings; tiling++) weight[action * coder.size + on[tiling]] += change;
      },
      explain: () =>
        pairsOf(reader.axes.length).map((shown): TileValues => {
          const axes = shown.map((i) => reader.axes[i]);
          const steps = axes.map((axis) => gridOf(axis, Math.min(MOST_CELLS, 2 * tiles)));
          const point = Float64Array.from(reader.axes, ({ low, high }) => (low + high) / 2);
          const second = steps[1] ?? [0];
          const values = new Float64Array(steps[0].length * second.length * actions);
          steps[0].forEach((x, i) => {
            second.forEach((y, j) => {
              point[shown[0]] = x;
              if (shown.length > 1) point[shown[1]] = y;
              valuesAt(point, on);
              values.set(value, (i * second.length + j) * actions);
            });
          });
          return {
            kind: "tiles",
            part: [],
            unit: rewardUnit(context.rewardScale),
            axes: axes.map(({ name, unit, scale }, i) => ({ name, unit, at: steps[i].map((at) => at * scale) })),
            held: reader.axes.filter((_, i) => !shown.includes(i)).map(({ name }) => name),
            choices: actions,
            values,
          };
        }),
      save: () => ({ weight: weight.slice(), rng: rng.save() }),
      load(state) {
        weight.set(state.weight as Float64Array);
        rng.load(state.rng as RngState);
      },
    };
  },
});

/** Cells a side of a grid on which values are told. */
const MOST_CELLS = 16;

/** Quantities shown together: neighbours two by two, the last one alone where they are odd. */
function pairsOf(count: number): number[][] {
  return Array.from({ length: Math.ceil(count / 2) }, (_, i) => [2 * i, 2 * i + 1].filter((at) => at < count));
}

/** Middles of equal cells; of an indicator the two values it has. */
function gridOf({ low, high, unit }: { low: number; high: number; unit: string }, cells: number): number[] {
  if (unit === "indicator") return [0, 1];
  return Array.from({ length: cells }, (_, i) => low + ((high - low) * (i + 0.5)) / cells);
}

/** Elements by name, `stock` being the smallest of all `stock/...`; `read` answers the same array every time. */
function elementReader(named: readonly string[], slots: readonly ObservationSlot[]) {
  const wanted =
    named.length > 0
      ? named
      : slots.length > MOST_ELEMENTS
        ? OF_A_MARKET
        : slots.map(({ name, low, high }) => `${name}:${low}:${high}`);
  const parts = wanted.map((text) => {
    const found = /^(.*?)(?::(-?[\d.e+-]+):(-?[\d.e+-]+))?$/.exec(text);
    const name = found?.[1] ?? text;
    const members = [...slots.keys()].filter((i) => slots[i].name === name || slots[i].name.startsWith(`${name}/`));
    if (members.length === 0)
      throw new AgentError(`tile-coding: no element ${name}; there are ${slots.map((slot) => slot.name).join(", ")}`);
    const low = found?.[2] === undefined ? slots[members[0]].low : Number(found[2]);
    const high = found?.[3] === undefined ? slots[members[0]].high : Number(found[3]);
    if (!(low < high)) throw new AgentError(`tile-coding: ${text} needs a range that rises, as ${name}:0:1`);
    const { scale = 1, unit } = sharedUnit(members.map((i) => slots[i]));
    const shown = smallestOf(
      name,
      members.map((i) => slots[i]),
    );
    return { members, name: shown, unit, scale, low, high };
  });
  const point = new Float64Array(parts.length);
  return {
    axes: parts,
    low: parts.map((part) => part.low),
    high: parts.map((part) => part.high),
    read(observation: Float32Array) {
      for (let i = 0; i < parts.length; i++) {
        const { members } = parts[i];
        let least = observation[members[0]];
        for (let j = 1; j < members.length; j++) least = Math.min(least, observation[members[j]]);
        point[i] = least;
      }
      return point;
    },
  };
}
