import type { EventLog } from "../sim/events.js";
import { type DayReport, dayProfit } from "../sim/ledger.js";
import { Market } from "../sim/market.js";
import { rootKey } from "../sim/math/key.js";
import type { Scenario } from "../sim/scenario.js";
import { marketBrief } from "./brief.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import type { Lever, LeverName } from "./levers/lever.js";
import { promotionLever } from "./levers/promotion.js";
import { restockLever } from "./levers/restock.js";
import { type BackgroundPolicy, createShop, type OpenShop } from "./levers/shop.js";
import { keepMetrics, type MarketMetrics } from "./market-metrics.js";
import { createReplicates, type Replicate, type Replicates } from "./replicates.js";
import { choicesOf, dict } from "./spaces.js";
import type { Env, EnvDef, EnvSnapshot, Info, PlainSpace } from "./types.js";

export type Phase = "horizon" | "tail";

export interface MarketOptions {
  scenario: Scenario;
  /** who decides the levers that the env does not hold; defaults in `levers/` */
  background?: { promotion?: BackgroundPolicy; restock?: BackgroundPolicy };
  /** days scored after the horizon, promotions off; default: the scenario's */
  tailDays?: number;
  /** sees every scored day, tail days included, when its books are closed; the report is reused */
  onDay?: (report: DayReport, phase: Phase) => void;
  /** what followed shoppers do on scored days is written here; whoever reads it empties it, in `onDay` at the latest */
  record?: EventLog;
  /** warm-ups to share with other envs of the same scenario object; default: one of the env's own */
  replicates?: Replicates;
}

/** What comes with an observation of a market. M and C are one array for one lever, one an entry for several. */
export interface MarketInfo<M = Uint8Array, C = Float64Array> extends Info {
  /** the last day run; the market's own */
  readonly report: DayReport;
  phase: Phase;
  readonly mask: M & Info["mask"];
  /** profit of the slot's category on the last day of the horizon run, money; no part of the tail */
  readonly credit: C & Info["credit"];
  /** choices the env turned into none, and offers the market did */
  refused: number;
  readonly metrics: MarketMetrics;
}

type Both<T> = { readonly promotion: T; readonly restock: T };
type OneLever = EnvDef<Float32Array, Int32Array, MarketOptions, MarketInfo>;
type BothLevers = EnvDef<
  Both<Float32Array>,
  Both<Int32Array>,
  MarketOptions,
  MarketInfo<Both<Uint8Array>, Both<Float64Array>>
>;

/** A promotion a day for every product or category; restocking in the background. */
export const promotionEnv: OneLever = {
  id: "Promotion-v1",
  summary: "what to promote, and how deeply, every day",
  market: true,
  create: (options) => marketEnv("Promotion-v1", ["promotion"], options) as ReturnType<OneLever["create"]>,
};

/** An order a day for every product; promotions in the background, none by default. */
export const restockEnv: OneLever = {
  id: "Restock-v1",
  summary: "how many cases of what to order, every day",
  market: true,
  create: (options) => marketEnv("Restock-v1", ["restock"], options) as ReturnType<OneLever["create"]>,
};

/** Both levers: a Dict whose entries are those of `Promotion-v1` and `Restock-v1`. */
export const wholeMarketEnv: BothLevers = {
  id: "Market-v1",
  summary: "promotions and orders together, every day",
  market: true,
  create: (options) => marketEnv("Market-v1", ["promotion", "restock"], options) as ReturnType<BothLevers["create"]>,
};

/** The episode an env is in, and the market it runs on. */
interface Season {
  name: EpisodeName;
  readonly replicate: Replicate;
  readonly market: Market;
  readonly shop: OpenShop;
}

/**
 * A market as a problem: an episode is a season of `scenario.horizonDays` days, and its return is the season's profit.
 *
 * Reward: the day's profit, money. The horizon's last step also runs the tail (promotions off, background restocking) and
 * the write-down, and its reward holds their profit, so that the rewards add up to the score. It terminates: the days
 * left are observed. The observation that comes with it is that of the morning after the horizon, before the tail.
 *
 * A seed names a replicate: its shoppers and its warm-up. (role, episode, slot) name the luck of the season. A fork plays
 * on without `onDay` and `record`.
 *
 * @throws RangeError when tailDays is not a whole number of at least 0; Error from step before the first reset
 */
function marketEnv(
  id: string,
  names: readonly LeverName[],
  options: MarketOptions,
  forked?: { season: Season | undefined; sums: Float64Array },
): Env {
  const { scenario, onDay, record, replicates = createReplicates(), tailDays = scenario.tailDays } = options;
  const { horizonDays, moneyStep } = scenario;
  if (!Number.isSafeInteger(tailDays) || tailDays < 0)
    throw new RangeError(`${id}: tailDays must be a whole number of at least 0, got ${tailDays}`);
  const brief = marketBrief(scenario, tailDays);
  const levers = { promotion: promotionLever(scenario, brief), restock: restockLever(scenario, brief) };
  const background = {
    promotion: options.background?.promotion ?? levers.promotion.background,
    restock: options.background?.restock ?? levers.restock.background,
  };
  const decisions = {
    promotion: new Float64Array(scenario.products.length),
    restock: new Float64Array(scenario.products.length),
  };
  const held = names.map((name) => hold(levers[name]));
  const free = (["promotion", "restock"] as const).filter((name) => !names.includes(name));
  const promotes = names.includes("promotion");
  /** a value of one lever as it is, of several by name */
  const parts = <T>(read: (lever: HeldLever) => T): T | { [entry: string]: T } =>
    held.length === 1 ? read(held[0]) : Object.fromEntries(held.map((one) => [one.lever.name, read(one)]));

  let season = forked?.season;
  let turn = 0;
  const metrics = keepMetrics(moneyStep);
  if (forked) metrics.load(forked.sums);
  const observations = [parts((one) => one.observations[0]), parts((one) => one.observations[1])];
  const info = {
    report: undefined as DayReport | undefined,
    phase: "horizon" as Phase,
    mask: parts((one) => one.mask),
    credit: parts((one) => one.credit),
    refused: 0,
    metrics: metrics.figures,
  };
  const started = { observation: observations[0], info };
  const result = { observation: observations[0], reward: 0, terminated: false, truncated: false, info };
  if (season) observe(season);

  function openSeason(name: EpisodeName): Season {
    const replicate = replicates.get(scenario, background.restock, name.seed);
    const market = new Market(scenario, replicate.population);
    if (record) market.record(record);
    return { name, replicate, market, shop: createShop(market) };
  }

  /** Fills the buffers whose turn it is, and the masks, from a shop that has looked around. */
  function observe({ shop, market }: Season): void {
    turn = 1 - turn;
    for (const { lever, observations, mask } of held) {
      lever.table.fill(shop, observations[turn]);
      lever.mask(shop, mask);
    }
    info.report = market.report;
  }

  /** Runs the days after the horizon; answers their profit in money steps. */
  function runTail({ shop, market }: Season): number {
    let profit = 0;
    decisions.promotion.fill(0);
    for (let day = 1; day <= tailDays; day++) {
      if (day > 1) shop.look();
      background.restock(shop, decisions.restock);
      const report = market.runDay({ depth: decisions.promotion, order: decisions.restock });
      if (day === tailDays) market.writeDown();
      const earned = dayProfit(report);
      profit += earned;
      metrics.add(report, earned, 0, true);
      onDay?.(report, "tail");
    }
    return profit;
  }

  return {
    id,
    observationSpace:
      held.length === 1 ? held[0].lever.table.space : dict(spacesOf(held, (lever) => lever.table.space)),
    actionSpace: held.length === 1 ? held[0].lever.actionSpace : dict(spacesOf(held, (lever) => lever.actionSpace)),
    slots: parts((one) => one.lever.table.slots),
    brief,
    reset(resetOptions) {
      const name = nextEpisode(season?.name, resetOptions);
      if (season?.name.seed !== name.seed) season = openSeason(name);
      season.name = name;
      season.market.restore(season.replicate.dayZero);
      season.market.open(rootKey(name.seed, name.role, name.episode, name.slot));
      season.shop.look();
      metrics.clear();
      for (const { credit } of held) credit.fill(0);
      info.phase = "horizon";
      info.refused = 0;
      observe(season);
      started.observation = observations[turn];
      return started;
    },
    step(action) {
      if (!season) throw new Error(`${id}: found a step before the first reset, expected a reset`);
      const { shop, market } = season;
      let refused = 0;
      for (const { lever, mask } of held) {
        const chosen = held.length === 1 ? action : (action as { readonly [entry: string]: Int32Array })[lever.name];
        refused += lever.decide(chosen as Int32Array, mask, decisions[lever.name]);
      }
      for (const name of free) background[name](shop, decisions[name]);
      const report = market.runDay({ depth: decisions.promotion, order: decisions.restock });
      if (promotes) refused += report.refused;
      shop.look();
      for (const { lever, credit } of held) lever.credit(shop, credit);
      observe(season);

      const last = market.day >= horizonDays;
      if (last && tailDays === 0) market.writeDown();
      let profit = dayProfit(report);
      metrics.add(report, profit, refused, false);
      onDay?.(report, "horizon");
      if (last && tailDays > 0) {
        info.phase = "tail";
        profit += runTail(season);
      }
      info.refused = refused;
      result.observation = observations[turn];
      result.reward = profit * moneyStep;
      result.terminated = last;
      return result;
    },
    snapshot() {
      if (!season) throw new Error(`${id}: found a snapshot before the first reset, expected a reset`);
      return { name: season.name, market: season.market.snapshot(), sums: metrics.save() };
    },
    restore(snapshot) {
      const { name, market, sums } = snapshot as MarketSnapshot;
      if (season?.name.seed !== name.seed) season = openSeason(name);
      season.name = name;
      season.market.restore(market);
      season.shop.look();
      metrics.load(sums);
      observe(season);
    },
    fork() {
      const market = season?.market.fork();
      const twin = season && market && { ...season, market, shop: createShop(market) };
      return marketEnv(
        id,
        names,
        { ...options, replicates, onDay: undefined, record: undefined },
        { season: twin, sums: metrics.save() },
      );
    },
    close() {},
  };
}

type MarketSnapshot = EnvSnapshot & { name: EpisodeName; market: ArrayBuffer; sums: Float64Array };

/** A lever that an agent decides, with the buffers it is told through. */
interface HeldLever {
  readonly lever: Lever;
  readonly observations: readonly [Float32Array, Float32Array];
  readonly mask: Uint8Array;
  readonly credit: Float64Array;
}

function hold(lever: Lever): HeldLever {
  const length = lever.table.slots.length;
  return {
    lever,
    observations: [new Float32Array(length), new Float32Array(length)],
    mask: new Uint8Array(choicesOf(lever.actionSpace)),
    credit: new Float64Array(lever.actionSpace.counts.length),
  };
}

function spacesOf(held: readonly HeldLever[], read: (lever: Lever) => PlainSpace): Record<string, PlainSpace> {
  return Object.fromEntries(held.map(({ lever }) => [lever.name, read(lever)]));
}
