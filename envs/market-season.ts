import type { DayReport } from "../sim/ledger.js";
import { Market } from "../sim/market.js";
import { rootKey } from "../sim/math/key.js";
import { marketBrief } from "./brief.js";
import { type EpisodeName, nextEpisode } from "./episode-name.js";
import { resolveBackground } from "./levers/background.js";
import { createLever, type LeverForms } from "./levers/create-levers.js";
import { createSheet, decisionsOf } from "./levers/decision-sheet.js";
import { type BackgroundPolicy, LEVERS, type Lever, type LeverName } from "./levers/lever.js";
import { rivalBackground } from "./levers/rival.js";
import { createShop, type OpenShop } from "./levers/shop.js";
import type { MarketOptions, Phase } from "./market-env.js";
import { keepMetrics } from "./market-metrics.js";
import { createReplicates, type Replicate } from "./replicates.js";
import { type CardState, keepCards, type ShopperCards } from "./shopper-cards.js";
import { choicesOf, dict, sizeOf } from "./spaces.js";
import type { Env, EnvSnapshot, PlainSpace } from "./types.js";

/** The episode an env is in, and the market it runs on. */
interface Season {
  name: EpisodeName;
  readonly replicate: Replicate;
  readonly market: Market;
  readonly shop: OpenShop;
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
 * on without `onDay` and `record`.
 *
 * @param which   the lever it has; or several, then values of its spaces are dicts
 * @throws RangeError when tailDays is not a whole number of at least 0, a lever or a background policy is unknown, or the
 *   scenario has nothing for a lever; Error from step before the first reset
 */
export function marketSeason(
  id: string,
  which: LeverName | readonly LeverName[],
  options: MarketOptions & LeverForms,
  forked?: { season: Season | undefined; sums: Float64Array; cards: CardState | undefined },
): Env {
  const { scenario, onDay, record, replicates = createReplicates(), tailDays = scenario.tailDays } = options;
  const { horizonDays, moneyStep } = scenario;
  if (!Number.isSafeInteger(tailDays) || tailDays < 0)
    throw new RangeError(`${id}: tailDays must be a whole number of at least 0, got ${tailDays}`);
  const single = typeof which === "string";
  const names = single ? [which] : checkedNames(id, which);
  const brief = marketBrief(scenario, tailDays);
  const held = names.map((name) => hold(createLever(name, scenario, brief, options)));
  const background = resolveBackground(options.background);
  const rival = options.duopoly && !names.includes("rival") ? rivalBackground(scenario, brief, options.duopoly) : null;
  const policies = { ...background, rival };
  const free = LEVERS.filter((name) => !names.includes(name) && policies[name] !== null);
  const afterwards = TAIL_LEVERS.filter((name) => policies[name] !== null);
  const freePolicies = free.map((name) => policies[name] as BackgroundPolicy);
  const tailPolicies = afterwards.map((name) => policies[name] as BackgroundPolicy);
  const countsMarket = names.includes("promotion") || (names.includes("coupon") && policies.promotion === null);
  const perShopper = names.includes("coupon") && options.perShopper === true;
  if (perShopper && record)
    throw new RangeError(`${id}: coupons by shopper are decided on records of the env's own; leave out record`);
  const sheet = createSheet(scenario, brief.categories.length, perShopper);
  const decisions = decisionsOf(sheet, new Set([...names, ...free]));
  const tailDecisions = decisionsOf(sheet, new Set(afterwards));
  /** a value of one lever as it is, of several by name */
  const parts = <T>(read: (lever: HeldLever) => T): T | { [entry: string]: T } =>
    single ? read(held[0]) : Object.fromEntries(held.map((one) => [one.lever.name, read(one)]));

  let season: Season | undefined;
  let turn = 0;
  const metrics = keepMetrics(scenario);
  if (forked) metrics.load(forked.sums);
  const observations = [parts((one) => one.observations[0]), parts((one) => one.observations[1])];
  const info = {
    report: undefined as DayReport | undefined,
    phase: "horizon" as Phase,
    mask: masksOf(held, single),
    credit: parts((one) => one.credit),
    refused: 0,
    metrics: metrics.figures,
    shoppers: undefined as Float32Array | undefined,
  };
  const started = { observation: observations[0], info };
  const result = { observation: observations[0], reward: 0, terminated: false, truncated: false, info };
  if (forked?.season) {
    season = seated(forked.season);
    if (forked.cards) season.cards?.load(forked.cards);
    observe(season);
  }

  function openSeason(name: EpisodeName): Season {
    const replicate = replicates.get(scenario, background, name.seed, perShopper);
    const market = new Market(scenario, replicate.population);
    if (record) market.record(record);
    return seated({ name, replicate, market, shop: createShop(market) });
  }

  /** The season with what the env shows of it in its info. */
  function seated(bare: Season): Season {
    info.report = bare.market.report;
    if (!perShopper) return bare;
    const cards = keepCards(bare.market, scenario);
    info.shoppers = cards.table;
    return { ...bare, cards };
  }

  /** Fills the buffers whose turn it is, and the masks, from a shop that has looked around. */
  function observe({ shop }: Season): void {
    turn = 1 - turn;
    for (let h = 0; h < held.length; h++) {
      const { lever, observations, mask } = held[h];
      lever.table.fill(shop, observations[turn]);
      lever.mask(shop, mask);
    }
  }

  /** Runs the days after the horizon; answers their profit in money steps. */
  function runTail({ shop, market }: Season): number {
    let profit = 0;
    for (let day = 1; day <= tailDays; day++) {
      if (day > 1) shop.look();
      for (let b = 0; b < tailPolicies.length; b++) tailPolicies[b](shop, sheet);
      const report = market.runDay(tailDecisions);
      if (day === tailDays) market.writeDown();
      shop.look();
      profit += shop.profit;
      metrics.add(shop, 0, true);
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
      if (season?.name.seed !== name.seed) season = openSeason(name);
      season.name = name;
      season.market.restore(season.replicate.dayZero);
      season.market.open(rootKey(name.seed, name.role, name.episode, name.slot));
      season.cards?.load(season.replicate.cards as CardState);
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
      for (let h = 0; h < held.length; h++) {
        const { lever, mask } = held[h];
        const chosen = single ? action : (action as { readonly [entry: string]: Int32Array })[lever.name];
        refused += lever.decide(chosen as Int32Array, mask, sheet);
      }
      for (let b = 0; b < freePolicies.length; b++) freePolicies[b](shop, sheet);
      const report = market.runDay(decisions);
      if (countsMarket) refused += report.refused;
      shop.look();
      season.cards?.endDay();
      for (let h = 0; h < held.length; h++) held[h].lever.credit(shop, sheet, held[h].credit);
      observe(season);

      const last = market.day >= horizonDays;
      if (last && tailDays === 0) {
        market.writeDown();
        shop.tally();
      }
      let { profit } = shop;
      metrics.add(shop, refused, false);
      onDay?.(report, "horizon", decisions);
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
      const { name, market, cards } = season;
      return { name, market: market.snapshot(), sums: metrics.save(), ...(cards && { cards: cards.save() }) };
    },
    restore(snapshot) {
      const { name, market, sums, cards } = snapshot as MarketSnapshot;
      if (season?.name.seed !== name.seed) season = openSeason(name);
      season.name = name;
      season.market.restore(market);
      if (cards) season.cards?.load(cards);
      season.shop.look();
      metrics.load(sums);
      observe(season);
    },
    fork() {
      const market = season?.market.fork();
      const twin = season && market && { ...season, market, shop: createShop(market) };
      return marketSeason(
        id,
        which,
        { ...options, replicates, onDay: undefined, record: undefined },
        { season: twin, sums: metrics.save(), cards: season?.cards?.save() },
      );
    },
    close() {},
  };
}

type MarketSnapshot = EnvSnapshot & { name: EpisodeName; market: ArrayBuffer; sums: Float64Array; cards?: CardState };

/** What goes on in the tail. */
const TAIL_LEVERS = ["restock", "slate", "rival"] as const;

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

/** Levers by name, in the order of LEVERS. @throws RangeError where one is unknown or there is none */
function checkedNames(id: string, names: readonly LeverName[]): LeverName[] {
  const strange = names.filter((name) => !LEVERS.includes(name));
  if (strange.length > 0) throw new RangeError(`${id}: no lever ${strange.join(", ")}; there are ${LEVERS.join(", ")}`);
  if (names.length === 0) throw new RangeError(`${id}: needs at least one lever, got none`);
  return LEVERS.filter((name) => names.includes(name));
}
