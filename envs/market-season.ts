import type { DayReport } from "../sim/ledger.js";
import type { Market } from "../sim/market.js";
import { rootKey } from "../sim/math/key.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import type { Lever, LeverName } from "./levers/lever.js";
import { createEngine, type SeasonOptions, type Seat, type Stage, take } from "./market-engine.js";
import type { Phase } from "./market-env.js";
import { figuresOf } from "./market-metrics.js";
import { createReplicates, type Replicate } from "./replicates.js";
import { type CardState, keepCards, type ShopperCards } from "./shopper-cards.js";
import { choicesOf, dict, sizeOf } from "./spaces.js";
import type { Env, EnvSnapshot, PlainSpace } from "./types.js";

/** The episode an env is in, and its seat at the market it runs on. */
interface Season {
  name: EpisodeName;
  readonly seat: Seat;
  /** kept where coupons are sent shopper by shopper */
  readonly cards?: ShopperCards;
}

/**
 * A market as a problem: an episode is a season of `scenario.horizonDays` days, and its return is the season's profit.
 *
 * Reward: the day's profit, money. The horizon's last step also runs the tail and the write-down, and its reward holds
 * their profit, so that the rewards add up to the score. In the tail nothing is promoted, sent or advertised and prices are
 * the list's, whoever decided; orders and slates are the background's. It terminates: the days left are observed. The
 * observation that comes with it is that of the morning after the horizon, before the tail.
 *
 * A seed names a replicate: its shoppers and its warm-up. (role, episode, slot) name the luck of the season. A fork plays
 * on without `onDay` and `record`, on an engine of its own.
 *
 * @param which   the lever it has; or several, then values of its spaces are dicts
 * @throws RangeError when tailDays is not a whole number of at least 0, a lever or a background policy is unknown, or the
 *   scenario has nothing for a lever; Error from step before the first reset
 */
export function marketSeason(
  id: string,
  which: LeverName | readonly LeverName[],
  options: SeasonOptions,
  forked?: {
    season: { name: EpisodeName; replicate: Replicate; market: Market } | undefined;
    sums: Float64Array;
    cards: CardState | undefined;
  },
): Env {
  const { scenario, onDay, engines } = options;
  const replicates = options.replicates ?? createReplicates();
  const engine = engines?.get(id, which, options) ?? createEngine(id, which, { ...options, replicates });
  const { brief, tailDays, sheet, decisions, tailDecisions, freePolicies, tailPolicies } = engine;
  const { countsMarket, perShopper, metrics } = engine;
  const { horizonDays, moneyStep } = scenario;
  const single = typeof which === "string";
  const held = engine.levers.map(hold);
  /** a value of one lever as it is, of several by name */
  const parts = <T>(read: (lever: HeldLever) => T): T | { [entry: string]: T } =>
    single ? read(held[0]) : Object.fromEntries(held.map((one) => [one.lever.name, read(one)]));

  let season: Season | undefined;
  let turn = 0;
  /** what the episode comes to so far */
  const sums = forked?.sums ?? new Float64Array(metrics.length);
  const observations = [parts((one) => one.observations[0]), parts((one) => one.observations[1])];
  const shown = {
    phase: "horizon" as Phase,
    mask: masksOf(held, single),
    credit: parts((one) => one.credit),
    refused: 0,
    metrics: figuresOf(scenario, sums),
    shoppers: undefined as Float32Array | undefined,
  };
  const info = engine.shared
    ? withReportOf(() => season?.seat, shown)
    : { report: undefined as DayReport | undefined, ...shown };
  const started = { observation: observations[0], info };
  const result = { observation: observations[0], reward: 0, terminated: false, truncated: false, info };
  if (forked?.season) {
    const { name, replicate, market } = forked.season;
    season = seated(name, engine.settle(replicate, market));
    if (forked.cards) season.cards?.load(forked.cards);
    observe(season.seat.stage);
  }

  /** The season of an episode, its state in the market. */
  function seasonOf(name: EpisodeName): Season {
    if (season?.name.seed !== name.seed) {
      if (season) engine.leave(season.seat);
      season = seated(name, engine.join(name.seed));
    }
    season.name = name;
    take(season.seat);
    return season;
  }

  /** The season with what the env shows of it in its info. */
  function seated(name: EpisodeName, seat: Seat): Season {
    const { market } = seat.stage;
    if (!engine.shared) info.report = market.report;
    if (!perShopper) return { name, seat };
    const cards = keepCards(market, scenario);
    info.shoppers = cards.table;
    return { name, seat, cards };
  }

  /** Fills the buffers whose turn it is, and the masks, from a shop that has looked around. */
  function observe({ shop }: Stage): void {
    turn = 1 - turn;
    for (let h = 0; h < held.length; h++) {
      const { lever, observations, mask } = held[h];
      lever.table.fill(shop, observations[turn]);
      lever.mask(shop, mask);
    }
  }

  /** Runs the days after the horizon; answers their profit in money steps. */
  function runTail({ shop, market }: Stage): number {
    let profit = 0;
    for (let day = 1; day <= tailDays; day++) {
      if (day > 1) shop.look();
      for (let b = 0; b < tailPolicies.length; b++) tailPolicies[b](shop, sheet);
      const report = market.runDay(tailDecisions);
      if (day === tailDays) market.writeDown();
      shop.look();
      profit += shop.profit;
      metrics.add(shop, 0, true, sums);
      onDay?.(report, "tail", tailDecisions);
    }
    return profit;
  }

  return {
    id,
    observationSpace: single ? held[0].lever.table.space : dict(spacesOf(held, (lever) => lever.table.space)),
    actionSpace: single ? held[0].lever.actionSpace : dict(spacesOf(held, (lever) => lever.actionSpace)),
    slots: parts((one) => one.lever.table.slots),
    brief,
    reset(resetOptions) {
      const name = nextEpisode(season?.name, resetOptions);
      season = seasonOf(name);
      const { stage } = season.seat;
      stage.market.restore(stage.replicate.dayZero);
      stage.market.open(rootKey(name.seed, name.role, name.episode, name.slot));
      season.cards?.load(stage.replicate.cards as CardState);
      stage.shop.look();
      sums.fill(0);
      for (const { credit } of held) credit.fill(0);
      info.phase = "horizon";
      info.refused = 0;
      observe(stage);
      started.observation = observations[turn];
      return started;
    },
    step(action) {
      if (!season) throw new Error(`${id}: found a step before the first reset, expected a reset`);
      take(season.seat);
      const { stage } = season.seat;
      const { shop, market } = stage;
      let refused = 0;
      for (let h = 0; h < held.length; h++) {
        const { lever, mask } = held[h];
        const chosen = single ? action : (action as { readonly [entry: string]: Int32Array })[lever.name];
        refused += lever.decide(chosen as Int32Array, mask, sheet);
      }
      for (let b = 0; b < freePolicies.length; b++) freePolicies[b](shop, sheet);
      decisions.basketOffer = sheet.basketOffer;
      const report = market.runDay(decisions);
      if (countsMarket) refused += report.refused;
      shop.look();
      season.cards?.endDay();
      for (let h = 0; h < held.length; h++) held[h].lever.credit(shop, sheet, held[h].credit);
      observe(stage);

      const last = market.day >= horizonDays;
      if (last && tailDays === 0) {
        market.writeDown();
        shop.tally();
      }
      let { profit } = shop;
      metrics.add(shop, refused, false, sums);
      onDay?.(report, "horizon", decisions);
      if (last && tailDays > 0) {
        info.phase = "tail";
        profit += runTail(stage);
      }
      info.refused = refused;
      result.observation = observations[turn];
      result.reward = profit * moneyStep;
      result.terminated = last;
      return result;
    },
    snapshot() {
      if (!season) throw new Error(`${id}: found a snapshot before the first reset, expected a reset`);
      const { name, seat, cards } = season;
      take(seat);
      const market = seat.stage.market.snapshot();
      return { name, market, sums: sums.slice(), ...(cards && { cards: cards.save() }) };
    },
    restore(snapshot) {
      const { name, market, sums: saved, cards } = snapshot as MarketSnapshot;
      season = seasonOf(name);
      const { stage } = season.seat;
      stage.market.restore(market);
      if (cards) season.cards?.load(cards);
      stage.shop.look();
      sums.set(saved);
      observe(stage);
    },
    fork() {
      if (season) take(season.seat);
      const stage = season?.seat.stage;
      return marketSeason(
        id,
        which,
        { ...options, replicates, engines: undefined, onDay: undefined, record: undefined },
        {
          season: season && stage && { name: season.name, replicate: stage.replicate, market: stage.market.fork() },
          sums: sums.slice(),
          cards: season?.cards?.save(),
        },
      );
    },
    close() {},
  };
}

const SEAT = Symbol("seat");
/** One getter for all envs, which keeps their infos of one shape: what has a getter of its own is looked up by hash. */
const LENT_REPORT = {
  enumerable: true,
  get(this: { [SEAT](): Seat | undefined }) {
    const seat = this[SEAT]();
    if (seat) take(seat);
    return seat?.stage.market.report;
  },
};

/** An info whose report is that of a market which several envs share: the seat is taken where somebody reads it. */
function withReportOf<T extends object>(seat: () => Seat | undefined, shown: T): { report: DayReport | undefined } & T {
  const info = Object.defineProperty({}, SEAT, { value: seat });
  return Object.assign(Object.defineProperty(info, "report", LENT_REPORT), shown) as ReturnType<typeof withReportOf<T>>;
}

type MarketSnapshot = EnvSnapshot & { name: EpisodeName; market: ArrayBuffer; sums: Float64Array; cards?: CardState };

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
    credit: new Float64Array(sizeOf(lever.actionSpace)),
  };
}

function spacesOf(held: readonly HeldLever[], read: (lever: Lever) => PlainSpace): Record<string, PlainSpace> {
  return Object.fromEntries(held.map(({ lever }) => [lever.name, read(lever)]));
}

/** Masks of the levers that choose; undefined for one box. */
function masksOf(held: readonly HeldLever[], single: boolean) {
  const choosing = held.filter(({ lever }) => lever.actionSpace.kind !== "box");
  if (single) return choosing[0]?.mask;
  return Object.fromEntries(choosing.map(({ lever, mask }) => [lever.name, mask]));
}
