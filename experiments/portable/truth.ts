import type { Env, Truth } from "../../envs/types.js";
import { runEpisode } from "./episode.js";

/**
 * The true market of a replicate, for the oracle: seasons are played in an env of their own, under the role "plan".
 *
 * @param open  makes that env, equal to the one the oracle will play; called at the first season
 * @param seed  the replicate's
 */
export function truthOf(open: () => Env, seed: string): Truth {
  let env: Env | undefined;
  return {
    play(agent, season) {
      env ??= open();
      return runEpisode({ env, agent, seed, role: "plan", episode: season, training: false, name: "a tried plan" })
        .score;
    },
  };
}
