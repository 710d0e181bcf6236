import { make } from "../../../envs/registry.js";
import type { Env } from "../../../envs/types.js";
import { runEpisode } from "../../portable/episode.js";
import { defineFamily, type Quantity, type Reference } from "../family.js";
import { agentFor, meanOfRuns } from "../play.js";

const SOURCE = "independent program, 500 runs: step size .5, exploration .1, no discount";
const LAST = 100;

const online = (agent: string, value: number, standardError: number): Reference => ({
  instance: {},
  quantity: `online/${agent}`,
  value,
  standardError,
  source: SOURCE,
});
/** Share of runs, whose standard error is that of a share of 500. */
const greedy = (agent: string, length: number, value: number): Reference => ({
  instance: {},
  quantity: `greedy-is-${length}/${agent}`,
  value,
  standardError: Math.sqrt((value * (1 - value)) / 500),
  source: SOURCE,
});

/** Learners on the cliff: what the last 100 of their training episodes return, and what their greedy policy does. */
export const cliffWalking = defineFamily({
  name: "cliff-walking",
  summary: "learners on the cliff: mean return of the last 100 training episodes, and of the greedy policy",
  defaults: {
    episodes: 500,
    runs: 60,
    agents: ["q-learning", "sarsa", "expected-sarsa", "double-q-learning"],
  },
  effort: ["runs", "agents"],
  quick: [{}],
  full: [{ runs: 500 }],
  references: [
    online("q-learning", -49.8, 0.33),
    online("sarsa", -27, 0.3),
    online("expected-sarsa", -20.8, 0.1),
    online("double-q-learning", -24.7, 0.24),
    greedy("q-learning", 13, 1),
    greedy("sarsa", 17, 0.75),
    greedy("expected-sarsa", 15, 1),
    greedy("double-q-learning", 17, 0.91),
  ],
  solve({ episodes, runs, agents }) {
    const env = make("CliffWalking-v1") as Env;
    return agents.flatMap((name) => {
      const returns: number[] = [];
      const lengths = new Map<number, number>();
      for (let run = 0; run < runs; run++) {
        const agent = agentFor(name, env, String(run), { stepSize: 0.5, exploration: 0.1, discount: 1 });
        let sum = 0;
        for (let episode = 0; episode < episodes; episode++) {
          const order = { env, agent, seed: `verify ${run}`, role: "train", episode, training: true, name } as const;
          const { score } = runEpisode(order);
          if (episode >= episodes - LAST) sum += score / Math.min(LAST, episodes);
        }
        returns.push(sum);
        const order = {
          env,
          agent,
          seed: `verify ${run}`,
          role: "evaluate",
          episode: 0,
          training: false,
          name,
        } as const;
        const length = -runEpisode({ ...order, maxSteps: LAST }).score;
        lengths.set(length, (lengths.get(length) ?? 0) + 1);
      }
      const usual = [...lengths].sort((a, b) => b[1] - a[1])[0];
      const share = usual[1] / runs;
      const quantities: Quantity[] = [
        { quantity: `online/${name}`, ...meanOfRuns(returns) },
        { quantity: `greedy-return/${name}`, ours: -usual[0] },
        {
          quantity: `greedy-is-${usual[0]}/${name}`,
          ours: share,
          standardError: Math.sqrt((share * (1 - share)) / runs),
        },
      ];
      return quantities;
    });
  },
});

/** How often the wrong way is taken because the largest of noisy estimates is taken for the largest value. */
export const maximisationBias = defineFamily({
  name: "maximisation-bias",
  summary: "how often learners go left, which is wrong, at an episode, in per cent of runs",
  defaults: { episodes: 100, runs: 2000, agents: ["q-learning", "double-q-learning"] },
  effort: ["runs", "agents"],
  quick: [{ episodes: 100 }, { episodes: 300 }],
  full: [
    { episodes: 100, runs: 10_000 },
    { episodes: 300, runs: 10_000 },
  ],
  references: [
    { episodes: 100, left: { "q-learning": 46.6, "double-q-learning": 9.2 } },
    { episodes: 300, left: { "q-learning": 11.8, "double-q-learning": 7 } },
  ].flatMap(({ episodes, left }) =>
    Object.entries(left).map(([agent, value]) => ({
      instance: { episodes },
      quantity: `left/${agent}`,
      value,
      // as the note it is from gives no error: that of 10,000 runs
      standardError: Math.sqrt(value * (100 - value)) / 100,
      source: "Sutton & Barto (2018), figure 6.5, by an independent program: step size .1, exploration .1, no discount",
    })),
  ),
  solve({ episodes, runs, agents }) {
    const env = make("MaximisationBias-v1") as Env;
    return agents.map((name) => {
      let left = 0;
      for (let run = 0; run < runs; run++) {
        const agent = agentFor(name, env, String(run), { stepSize: 0.1, exploration: 0.1, discount: 1 });
        for (let episode = 0; episode < episodes; episode++) {
          const order = { env, agent, seed: `verify ${run}`, role: "train", episode, training: true, name } as const;
          const { steps } = runEpisode(order);
          if (episode === episodes - 1 && steps === 2) left += 1;
        }
      }
      const share = left / runs;
      return {
        quantity: `left/${name}`,
        ours: 100 * share,
        standardError: 100 * Math.sqrt((share * (1 - share)) / runs),
      };
    });
  },
});
