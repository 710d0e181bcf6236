import type { BoxSpace, Info, PlainSpace, PlainValue, Rng } from "../envs/types.js";
import { log } from "../sim/math/elementary.js";
import { defineAgent } from "./define.js";
import { uniformChances } from "./math/choice-chances.js";
import { randomChoice } from "./math/choose.js";

/** Every legal choice alike; the floor that any learner must beat. */
export const random = defineAgent({
  summary: "takes every legal choice with the same probability",
  acts: "any",
  learns: false,
  create(_, { actionSpace, rng }) {
    const draw =
      actionSpace.kind === "dict"
        ? drawEntries(Object.entries(actionSpace.entries).map(([name, space]) => [name, drawFrom(space, rng)]))
        : drawFrom(actionSpace, rng);
    const counts =
      actionSpace.kind === "discrete"
        ? [actionSpace.n]
        : actionSpace.kind === "multi-discrete"
          ? actionSpace.counts
          : [];
    const chance = new Float64Array(counts.reduce((sum, n) => sum + n, 0));
    return {
      act: (_observation, info) => draw(info.mask),
      ...(counts.length > 0 && {
        chances(_observation: unknown, info: Info) {
          let start = 0;
          for (const count of counts) {
            uniformChances(count, { legal: info.mask as Uint8Array | undefined, start }, chance);
            start += count;
          }
          return chance;
        },
      }),
      save: () => ({ rng: rng.save() }),
      load: (state) => rng.load(state.rng as ReturnType<typeof rng.save>),
    };
  },
});

type Draw<V> = (mask: unknown) => V;

function drawEntries(parts: [string, Draw<PlainValue>][]): Draw<{ readonly [entry: string]: PlainValue }> {
  const action: Record<string, PlainValue> = {};
  return (mask) => {
    for (const [name, draw] of parts) action[name] = draw((mask as Record<string, unknown> | undefined)?.[name]);
    return action;
  };
}

function drawFrom(space: PlainSpace, rng: Rng): Draw<PlainValue> {
  switch (space.kind) {
    case "discrete":
      return (mask) => randomChoice(space.n, rng, mask as Uint8Array | undefined);
    case "multi-discrete": {
      const action = new Int32Array(space.counts.length);
      return (mask) => {
        let start = 0;
        for (let slot = 0; slot < action.length; slot++) {
          action[slot] = randomChoice(space.counts[slot], rng, mask as Uint8Array | undefined, start);
          start += space.counts[slot];
        }
        return action;
      };
    }
    case "box":
      return drawBox(space, rng);
  }
}

/** Uniform between two bounds, exponential (mean 1) from one, standard normal without any, as Gymnasium's Box samples. */
function drawBox({ low, high }: BoxSpace, rng: Rng): Draw<Float32Array> {
  const action = new Float32Array(low.length);
  return () => {
    for (let i = 0; i < action.length; i++) {
      const below = Number.isFinite(low[i]);
      const above = Number.isFinite(high[i]);
      if (below && above) action[i] = Math.min(high[i], low[i] + (high[i] - low[i]) * rng.uniform());
      else if (below) action[i] = low[i] - log(1 - rng.uniform());
      else if (above) action[i] = high[i] + log(1 - rng.uniform());
      else action[i] = rng.normal();
    }
    return action;
  };
}
