import type { Env, EnvDef } from "../../../envs/types.js";
import type { StudyReport, StudyRow } from "../../ope/study.js";
import { defineCommand } from "../command.js";
import { createPlayer } from "../create-player.js";
import { Misuse } from "../misuse.js";
import { unknown } from "../nearest.js";
import { note, print, printJson } from "../print.js";
import { readable, table } from "../table.js";
import { part, share, text, whole } from "../values.js";

/** `promolab ope-study`: how far estimators from logs are off where the truth is known. */
export const opeStudy = defineCommand({
  verb: "ope-study",
  usage: "[env]",
  summary: "draw fresh logs of an env and table bias, error and coverage of every off-policy estimator",
  positionals: {
    env: { coerce: text("env"), default: "LinearBandit-v1", describe: "an env's id with choices: promolab list envs" },
  },
  options: {
    scenario: { coerce: text("--scenario"), requiresArg: true, describe: "of a market; campaign-season when left out" },
    logging: {
      coerce: text("--logging"),
      requiresArg: true,
      default: "random",
      describe: "the agent that makes the logs; it must tell its chances",
    },
    policy: {
      coerce: text("--policy"),
      requiresArg: true,
      describe: "the agent to be valued; lin-ucb or, where it does not fit, epsilon-greedy when left out",
    },
    train: {
      coerce: whole("--train", 0, 1e6),
      requiresArg: true,
      default: 5,
      describe: "episodes that agents who learn play before",
    },
    exploration: {
      coerce: share("--exploration"),
      requiresArg: true,
      default: 0.3,
      describe: "share of the logs' decisions that is uniform",
    },
    episodes: { coerce: whole("--episodes", 1, 1e6), requiresArg: true, default: 1, describe: "of a log" },
    logs: { coerce: whole("--logs", 2, 1e5), requiresArg: true, default: 100, describe: "how many are drawn" },
    "truth-episodes": {
      coerce: whole("--truth-episodes", 2, 1e7),
      requiresArg: true,
      default: 200,
      describe: "that the valued agent plays itself",
    },
    drift: {
      coerce: share("--drift"),
      requiresArg: true,
      default: 0,
      describe: "by how many deviations of a reward actions were better or worse when the log began",
    },
    confounding: {
      coerce: share("--confounding"),
      requiresArg: true,
      default: 0,
      describe: "correlation of what nobody logged with the decisions; it moves rewards too",
    },
    discount: { coerce: part("--discount"), requiresArg: true, default: 1, describe: "of a reward one step on" },
    resamples: { coerce: whole("--resamples", 20, 1e5), requiresArg: true, default: 200, describe: "bootstrap draws" },
    tune: { coerce: text("--tune"), requiresArg: true, default: "mse", describe: "mse or slope" },
    seed: { coerce: text("--seed"), requiresArg: true, default: "1", describe: "any text" },
  },
  examples: [
    ["promolab ope-study", "a contextual bandit, logged at random"],
    ["promolab ope-study CliffWalking-v1 --policy q-learning --train 300 --episodes 100", "episodes of many steps"],
    ["promolab ope-study --confounding .5 --json", "what something hidden does, for a program"],
  ],
  completes: {
    env: async () => Object.keys((await import("../../../envs/registry.js")).envs),
    logging: async () => Object.keys((await import("../../../agents/registry.js")).agents),
    policy: async () => Object.keys((await import("../../../agents/registry.js")).agents),
  },
  async run(args) {
    const { env: id, scenario: scenarioName, logs, episodes, exploration, drift, confounding, seed, json } = args;
    const tuning = args.tune;
    if (tuning !== "mse" && tuning !== "slope")
      throw new Misuse(unknown("way to choose constants", tuning, ["mse", "slope"]));
    const envs: Record<string, EnvDef> = (await import("../../../envs/registry.js")).envs;
    if (!Object.hasOwn(envs, id)) throw new Misuse(unknown("env", id, Object.keys(envs)));
    const { market } = envs[id];
    if (!market && scenarioName !== undefined) throw new Misuse(`${id} is no market: it takes no --scenario`);
    const scenario = market ? (await import("../../config.js")).loadScenario(scenarioName ?? "campaign-season") : null;
    const open = (): Env => envs[id].create((scenario ? { scenario } : {}) as never);
    const env = open();
    if (env.actionSpace.kind !== "discrete" && env.actionSpace.kind !== "multi-discrete")
      throw new Misuse(`${id} takes ${env.actionSpace.kind} actions: only choices have chances`);
    const policy = args.policy ?? (id === "LinearBandit-v1" ? "lin-ucb" : "epsilon-greedy");
    const { runEpisode } = await import("../../portable/episode.js");
    const trained = async (spec: string) => {
      const player = await createPlayer(env, { spec, params: {}, scenario, seed, open });
      const { agent } = player;
      for (let episode = 0; player.learns && episode < args.train; episode++)
        runEpisode({ env, agent, seed: `${seed}/before`, role: "train", episode, training: true, name: spec });
      return player;
    };
    const logging = await trained(args.logging);
    const target = await trained(policy);
    if (logging.agent.chances === undefined)
      throw new Misuse(
        `--logging ${args.logging} tells no chances; these do, among others: random, softmax, epsilon-greedy, q-learning, ppo`,
      );
    const { studyEstimators } = await import("../../ope/study.js");
    const apart = /Bandit/.test(id);
    const { discount, resamples } = args;
    const report = studyEstimators({
      ...{ env, logging, target, logs, episodes, exploration, drift, confounding, seed, apart },
      truthEpisodes: args["truth-episodes"],
      options: { discount, resamples, tuning },
      onLog: (done) => json || done % 10 > 0 || note(`${done} of ${logs} logs`),
    });
    env.close();
    const asked = { env: id, scenario: scenario?.name ?? null, logging: args.logging, policy };
    if (json) printJson({ ...asked, logs, episodes, exploration, drift, confounding, discount, seed, ...report });
    else
      print(
        studyTable(
          `${policy} from logs of ${args.logging} on ${id}, ${logs} logs of ${readable(report.rows)} decisions`,
          report,
        ),
      );
    return 0;
  },
});

function studyTable(head: string, report: StudyReport): string {
  const { decision, episode, effectiveSampleSize, calibrationFails } = report;
  return [
    head,
    rowsTable(
      `reward a decision, truth ${short(decision.truth.value)} (${short(decision.truth.se)})`,
      decision.estimators,
    ),
    ...(episode
      ? [
          rowsTable(
            `return an episode, truth ${short(episode.truth.value)} (${short(episode.truth.se)})`,
            episode.estimators,
          ),
        ]
      : []),
    `effective sample size ${readable(effectiveSampleSize, 1)}; propensities fail their check at .05 in ${Math.round(100 * calibrationFails)}% of logs`,
  ].join("\n\n");
}

function rowsTable(head: string, rows: readonly StudyRow[]): string {
  const right = (name: string) => ({ head: name, align: "right" }) as const;
  return table(
    [
      { head, align: "left" },
      right("bias"),
      right("its error"),
      right("RMSE"),
      right("coverage"),
      right("width"),
      right("logs"),
    ],
    rows.map(({ estimator, bias, biasError, rmse, coverage, width, logs }) => [
      estimator,
      short(bias),
      short(biasError),
      short(rmse),
      coverage === null ? "" : `${(100 * coverage).toFixed(1)}%`,
      width === null ? "" : short(width),
      String(logs),
    ]),
  );
}

const short = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(4))) : "unknown");
