import type { RngState } from "../envs/types.js";
import { exp } from "../sim/math/elementary.js";
import { defineAgent, z } from "./define.js";
import { weightedChances } from "./math/choice-chances.js";
import { legalOf } from "./math/choose.js";
import { drawByWeight } from "./math/draw-by-weight.js";
import { standardiser } from "./math/sample-averages.js";

/** Standard deviations of a reward that become the ends of 0 to 1, where its scale is known. */
const REACH = 3;

/**
 * EXP3, which supposes nothing of how rewards come about:
 *   p[a] = (1 - exploration) w[a] / sum w + exploration / K,  w[a] *= exp(exploration r / (p[a] K))  for the arm taken,
 * over the legal arms, r in [0, 1]. Where the planning log gives the scale of rewards, r is how far a reward lies between 3 deviations
 * below and above the mean; other rewards outside 0 to 1 count as the nearer end. An evaluation takes the largest weight.
 *
 * @see Auer, Cesa-Bianchi, Freund and Schapire (2002), The nonstochastic multiarmed bandit problem, SIAM J. Computing 32(1), section 3
 */
export const exp3 = defineAgent({
  summary: "draws actions by weights that grow with their rewards, against any adversary",
  acts: "discrete",
  observes: "any",
  learns: true,
  wants: ["log"],
  params: z.strictObject({
    exploration: z
      .number()
      .gt(0)
      .max(1)
      .default(0.1)
      .describe("part of the draws that is uniform, and step of learning")
      .meta({
        unit: "probability",
      }),
  }),
  create({ exploration }, { actions, rng, rewardScale }) {
    const standardise = standardiser(rewardScale);
    /** logarithms, so that none grows out of range */
    const logWeight = new Float64Array(actions);
    const probability = new Float64Array(actions);
    const chance = new Float64Array(actions);
    let training = true;

    function heaviest(legal: Uint8Array | undefined): number {
      let best = -1;
      for (let a = 0; a < actions; a++) {
        if (legal !== undefined && legal[a] === 0) continue;
        if (best < 0 || logWeight[a] > logWeight[best]) best = a;
      }
      return best;
    }

    /** @param probability  overwritten */
    function fill(legal: Uint8Array | undefined, probability: Float64Array): void {
      let most = Number.NEGATIVE_INFINITY;
      let open = 0;
      for (let a = 0; a < actions; a++) {
        if (legal !== undefined && legal[a] === 0) continue;
        most = Math.max(most, logWeight[a]);
        open += 1;
      }
      let total = 0;
      for (let a = 0; a < actions; a++) {
        probability[a] = legal !== undefined && legal[a] === 0 ? 0 : exp(logWeight[a] - most);
        total += probability[a];
      }
      for (let a = 0; a < actions; a++)
        if (probability[a] > 0) probability[a] = ((1 - exploration) * probability[a]) / total + exploration / open;
    }

    return {
      begin(episode) {
        training = episode.training;
      },
      act(_observation, info) {
        const legal = legalOf(info);
        if (training) {
          fill(legal, probability);
          return drawByWeight(probability, rng);
        }
        return heaviest(legal);
      },
      chances(_observation, info) {
        const legal = legalOf(info);
        if (training) {
          fill(legal, chance);
          weightedChances(chance, chance);
        } else {
          chance.fill(0);
          chance[heaviest(legal)] = 1;
        }
        return chance;
      },
      learn({ action, reward }) {
        const scaled = rewardScale === undefined ? reward : 0.5 + standardise(reward) / (2 * REACH);
        const r = Math.min(1, Math.max(0, scaled));
        logWeight[action] += (exploration * r) / (probability[action] * actions);
      },
      save: () => ({ logWeight: logWeight.slice(), probability: probability.slice(), rng: rng.save() }),
      load(state) {
        logWeight.set(state.logWeight as Float64Array);
        probability.set(state.probability as Float64Array);
        rng.load(state.rng as RngState);
      },
    };
  },
});
