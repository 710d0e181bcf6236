import type { RunSource } from "../../experiments/server/run-source.js";
import type {
  CellSummary,
  DayFrame,
  EpisodeHeader,
  Explanation,
  Ranking,
  RankingRow,
  Replay,
  RunSummary,
} from "../../experiments/wire.js";

/**
 * A made-up experiment that looks like a real one: twelve policies, eight products in two categories, two campaigns. Same
 * arguments, same numbers. The page and the server are developed and tested against it; no result is ever read off it.
 */

const PRODUCTS = [
  { name: "cola", category: "drinks", listPrice: 2.49, unitCost: 1.6, daily: 60 },
  { name: "lemonade", category: "drinks", listPrice: 2.19, unitCost: 1.4, daily: 42 },
  { name: "orange juice", category: "drinks", listPrice: 3.29, unitCost: 2.1, daily: 34 },
  { name: "iced tea", category: "drinks", listPrice: 1.99, unitCost: 1.3, daily: 25 },
  { name: "crisps", category: "snacks", listPrice: 1.89, unitCost: 1.1, daily: 48 },
  { name: "pretzels", category: "snacks", listPrice: 2.09, unitCost: 1.35, daily: 30 },
  { name: "nuts", category: "snacks", listPrice: 3.99, unitCost: 2.7, daily: 18 },
  { name: "popcorn", category: "snacks", listPrice: 1.59, unitCost: 0.95, daily: 22 },
];
const SEGMENTS = ["loyal", "deal seekers", "occasional"];
const CAMPAIGNS = [
  { name: "spring festival", firstDay: 20, lastDay: 30 },
  { name: "mid-year sale", firstDay: 55, lastDay: 68 },
];
const HORIZON_DAYS = 91;
const TAIL_DAYS = 56;
export const BASELINE = "no-promotion";
/** Name and true gain over the baseline, money an episode. */
const POLICIES: readonly (readonly [agent: string, gain: number, promotes: number])[] = [
  ["per-slot:thompson-sampling", 2350, 0.34],
  ["lp-plan", 2140, 0.22],
  ["per-slot:lin-ucb", 1720, 0.36],
  ["campaign-calendar", 1290, 0.17],
  ["per-slot:ucb1", 880, 0.42],
  ["joint:promotion=lp-plan,restock=dp-restock", 640, 0.22],
  ["per-slot:epsilon-greedy", 310, 0.4],
  ["base-stock", 60, 0],
  [BASELINE, 0, 0],
  ["per-slot:q-learning", -420, 0.5],
  ["random", -2380, 0.75],
  ["always-promote", -3150, 1],
];
const BASELINE_PROFIT = 31_400;

/** Uniform on [0, 1), a linear congruential generator: enough for a picture. */
function generator(text: string): () => number {
  let state = 2166136261;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16777619) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
const normal = (uniform: () => number) => uniform() + uniform() + uniform() + uniform() - 2;
const cents = (amount: number) => Math.round(amount * 100) / 100 + 0;

export function fakeHeader(agent: string, seed: string, episode = 0): EpisodeHeader {
  return {
    cell: `${agent}-${seed}`,
    agent,
    env: "Promotion-v1",
    scenario: "campaign-season",
    seed,
    role: "evaluate",
    episode,
    currency: "$",
    horizonDays: HORIZON_DAYS,
    tailDays: TAIL_DAYS,
    startDate: "2026-01-05",
    products: PRODUCTS.map(({ name, category, listPrice }) => ({ name, category, listPrice })),
    segments: SEGMENTS,
    campaigns: CAMPAIGNS,
  };
}

/** Every day of an episode. */
export function fakeFrames(header: EpisodeHeader): DayFrame[] {
  const uniform = generator(`${header.agent}/${header.seed}/${header.episode}`);
  const eagerness = POLICIES.find(([agent]) => agent === header.agent)?.[2] ?? 0.3;
  const stock = PRODUCTS.map((product) => product.daily * 6);
  const arriving = PRODUCTS.map((): number[] => [0, 0]);
  const depth = PRODUCTS.map(() => 0);
  const frames: DayFrame[] = [];
  for (let day = 0; day < HORIZON_DAYS + TAIL_DAYS; day++) {
    const campaign = CAMPAIGNS.findIndex((c) => day >= c.firstDay && day <= c.lastDay);
    const weekend = day % 7 >= 5 ? 1.35 : 1;
    const lift = campaign >= 0 ? 1.3 : 1;
    const units: number[] = [];
    const price: number[] = [];
    const onOrder: number[] = [];
    const money = {
      grossSales: 0,
      discount: 0,
      vendorFunding: 0,
      unitCost: 0,
      ordering: 0,
      holding: 0,
      writeOff: 0,
      giftCost: 0,
      purchaseVariance: 0,
      adSpend: 0,
      couponSending: 0,
    };
    PRODUCTS.forEach((product, p) => {
      if (day >= HORIZON_DAYS) depth[p] = 0;
      else if (uniform() < 0.22) {
        const wants = eagerness * (campaign >= 0 || eagerness > 0.3 ? 1 : 0.15);
        depth[p] = uniform() < wants ? [0.1, 0.2, 0.3][Math.floor(uniform() * 3)] : 0;
      }
      stock[p] += arriving[p].shift() ?? 0;
      const pull = 1 + depth[p] * 3.1;
      const demand = Math.max(0, Math.round(product.daily * weekend * lift * pull * (1 + 0.22 * normal(uniform))));
      units[p] = Math.min(stock[p], demand);
      stock[p] -= units[p];
      const order = stock[p] + arriving[p][0] < product.daily * 3.2 && uniform() < 0.85 ? product.daily * 4 : 0;
      arriving[p].push(order);
      onOrder[p] = arriving[p].reduce((a, b) => a + b, 0);
      price[p] = cents(product.listPrice * (1 - depth[p]));
      money.grossSales += units[p] * product.listPrice;
      money.discount += units[p] * (product.listPrice - price[p]);
      money.vendorFunding += campaign >= 0 && depth[p] > 0 ? units[p] * product.listPrice * 0.05 : 0;
      money.unitCost += units[p] * product.unitCost;
      money.ordering += order > 0 ? 6 : 0;
      money.holding += stock[p] * 0.01;
    });
    if (day === HORIZON_DAYS + TAIL_DAYS - 1) money.writeOff = 85;
    const sold = units.reduce((a, b) => a + b, 0);
    const revenue = money.grossSales - money.discount;
    const shares = [0.42, 0.35 + 0.1 * (depth.filter((d) => d > 0).length / 8), 0.2];
    const rounded = Object.fromEntries(Object.entries(money).map(([k, v]) => [k, cents(v)])) as typeof money;
    const visits = [0.5, 0.3, 0.2].map((s) => Math.round(230 * s * weekend * lift * (1 + 0.1 * normal(uniform))));
    frames.push({
      cell: header.cell,
      episode: header.episode,
      day,
      campaign,
      refused: uniform() < 0.03 ? 1 : 0,
      money: {
        ...rounded,
        profit: cents(
          rounded.grossSales -
            rounded.discount +
            rounded.vendorFunding -
            rounded.unitCost -
            rounded.ordering -
            rounded.holding -
            rounded.writeOff,
        ),
      },
      price,
      depth: depth.slice(),
      units,
      stock: stock.slice(),
      onOrder,
      visits,
      buyers: visits.map((v, s) => Math.round(v * [0.72, 0.61, 0.5][s])),
      segmentUnits: shares.map((s) => Math.round(sold * s)),
      segmentRevenue: shares.map((s) => cents(revenue * s)),
      segmentDiscount: [0.15, 0.65, 0.2].map((s) => cents(money.discount * s)),
      satisfaction: [-0.05, -0.12, -0.08].map((s) => cents(s * (1 + normal(uniform)))),
    });
  }
  return frames;
}

/** The ranking after `seedsDone` seeds: intervals narrow with the root of their number. */
export function fakeRanking(seedsDone: number, policies = POLICIES.length): Ranking {
  const rows = POLICIES.slice(0, policies).map(([agent, gain]): RankingRow => {
    const uniform = generator(`${agent}/${seedsDone}`);
    const isBaseline = agent === BASELINE;
    const half = 1900 / Math.sqrt(seedsDone);
    const difference = isBaseline ? 0 : cents(gain + (normal(uniform) * half) / 2);
    const meanProfit = cents(BASELINE_PROFIT + difference);
    const ciHalf = half * 1.6;
    return {
      agent,
      params: agent === "per-slot:epsilon-greedy" ? { exploration: 0.1 } : {},
      scenario: "campaign-season",
      seeds: seedsDone,
      episodes: seedsDone * 4,
      meanProfit,
      iqm: cents(meanProfit - 40),
      ci: [cents(meanProfit - 40 - ciHalf), cents(meanProfit - 40 + ciHalf * 0.9)],
      difference,
      differenceCi: isBaseline ? [0, 0] : [cents(difference - half), cents(difference + half * 0.93)],
      probabilityOfImprovement: isBaseline ? 0.5 : Math.min(1, Math.max(0, 0.5 + difference / (half * 6))),
      distinguishable: !isBaseline && Math.abs(difference) > half,
    };
  });
  return { baseline: BASELINE, rows: rows.sort((a, b) => b.iqm - a.iqm) };
}

export function fakeRun(name: string, seedsDone: number, state: RunSummary["state"] = "running"): RunSummary {
  const seeds = 20;
  return {
    name,
    state,
    cells: POLICIES.length * seeds,
    cellsDone: POLICIES.length * seedsDone,
    cellsFailed: 0,
    seedsDone,
    seeds,
    rate: state === "running" ? 9_400_000 : null,
    secondsLeft: state === "running" ? (seeds - seedsDone) * 2.6 : null,
    hash: "9f2c51d07ab3e864",
    currency: "$",
    scoredDays: HORIZON_DAYS + TAIL_DAYS,
  };
}

/** Runs as they would lie on disk. */
export function fakeSource(runs: readonly RunSummary[]): RunSource {
  const run = (name: string) => runs.find((candidate) => candidate.name === name);
  const cellsOf = (name: string): CellSummary[] =>
    POLICIES.flatMap(([agent]) =>
      Array.from({ length: run(name)?.seedsDone ?? 0 }, (_, i) => ({
        cell: `${agent}-${i}`,
        agent,
        params: agent === "per-slot:epsilon-greedy" ? { exploration: 0.1 } : {},
        scenario: "campaign-season",
        seed: String(i),
        episodes: [0, 1, 2, 3].map((episode) => ({ episode, score: fakeScore(agent, String(i), episode) })),
      })),
    );
  return {
    list: async (except) => runs.filter((candidate) => !except?.has(candidate.name)),
    ranking: async (name) => {
      const done = run(name)?.seedsDone ?? 0;
      return done > 1 ? fakeRanking(done) : null;
    },
    cells: async (name) => (run(name) ? cellsOf(name) : null),
    explain: async (name, cell) =>
      run(name) && cellsOf(name).some((candidate) => candidate.cell === cell) ? fakeExplanation(cell) : null,
    replay: async (name, cell, episode) => {
      const summary = run(name) && cellsOf(name).find((candidate) => candidate.cell === cell);
      return summary && episode < 4 ? fakeReplay(summary.agent, summary.seed, episode) : null;
    },
  };
}

/** An explanation of every kind of chart that one has. */
export function fakeExplanation(cell: string): Explanation {
  const about = "cola";
  return {
    cell,
    lead: "34% of the choices change when stock/cola is shuffled; its rules name 91% of its choices (9 evaluation episodes).",
    decisions: [about, "chips"],
    charts: [
      {
        about: null,
        kind: "bars",
        heading: "What its choices hang on",
        caption: "Share of choices that change when a quantity is shuffled; whiskers: 95%.",
        x: { title: "choices that change, %" },
        rows: [
          { name: "stock/cola", value: 34, low: 31, high: 37 },
          { name: "days-left", value: 12.5, low: 9, high: 16 },
        ],
      },
      {
        about,
        kind: "tree",
        heading: "cola: rules that choose as it does",
        nodes: [
          { depth: 0, answer: "", text: "stock/cola < 37.5 units", leaf: false, share: 1 },
          { depth: 1, answer: "yes", text: "none", leaf: true, share: 0.41, right: 0.96, colour: 1 },
          { depth: 1, answer: "no", text: "days-left < 16.5 days", leaf: false, share: 0.59 },
          { depth: 2, answer: "yes", text: "percent-off 30%", leaf: true, share: 0.2, right: 0.8, colour: 2 },
          { depth: 2, answer: "no", text: "percent-off 10%", leaf: true, share: 0.39, right: 1, colour: 0 },
        ],
      },
      {
        about,
        kind: "heat",
        heading: "cola: what every choice is worth",
        x: { title: "choice", names: ["none", "percent-off 10%", "percent-off 30%"] },
        y: { title: "state", names: ["campaign-open below 0.5", "campaign-open from 0.5"] },
        value: { title: "standard deviations of a usual reward" },
        values: [0.4, -0.8, -1.4, 1.9, 5.3, 4.8],
      },
      {
        about: "chips",
        kind: "dots",
        heading: "chips: coefficients of a choice's value",
        x: { title: "value, standard deviations of a usual reward" },
        rows: [
          { name: "none: stock/chips (64 units)", value: 0.4, low: -0.1, high: 0.9 },
          { name: "percent-off 10%: campaign-open (1)", value: 2.3, low: 1.6, high: 3 },
        ],
        rule: { value: 0, label: "0" },
      },
    ],
  };
}

/** Not the sum of the frames' profits: those take long to make for all episodes of a run. */
function fakeScore(agent: string, seed: string, episode: number): number {
  const gain = POLICIES.find(([name]) => name === agent)?.[1] ?? 0;
  return cents(BASELINE_PROFIT + gain + 600 * normal(generator(`${seed}/${episode}`)));
}

export function fakeReplay(agent: string, seed: string, episode: number): Replay {
  const header = fakeHeader(agent, seed, episode);
  const frames = fakeFrames(header);
  return {
    header,
    frames,
    score: fakeScore(agent, seed, episode),
    hash: "41c6d0e29b7fa853",
    matches: true,
  };
}
