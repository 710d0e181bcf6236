import { z } from "zod";

/**
 * What the server and the page say to each other, as schemas that both ends check. Amounts are money (not money steps),
 * units are units, days count from 0, the first scored day. Changing a message means a new WIRE_VERSION.
 */
export const WIRE_VERSION = 1;

const finite = z.number();
const perProduct = z.array(finite);
const perSegment = z.array(finite);

/** What the numbers of an episode are about; sent once, before its frames. */
export const episodeHeaderSchema = z.object({
  cell: z.string(),
  agent: z.string(),
  env: z.string(),
  scenario: z.string(),
  seed: z.string(),
  role: z.enum(["train", "evaluate"]),
  episode: z.int(),
  currency: z.string(),
  horizonDays: z.int(),
  tailDays: z.int(),
  startDate: z.string(),
  products: z.array(z.object({ name: z.string(), category: z.string(), listPrice: finite })),
  segments: z.array(z.string()),
  campaigns: z.array(z.object({ name: z.string(), firstDay: z.int(), lastDay: z.int() })),
});
export type EpisodeHeader = z.output<typeof episodeHeaderSchema>;

/** One simulated day. */
export const dayFrameSchema = z.object({
  cell: z.string(),
  episode: z.int(),
  day: z.int(),
  /** index into the header's campaigns, -1 none */
  campaign: z.int(),
  refused: z.int(),
  money: z.object({
    grossSales: finite,
    discount: finite,
    vendorFunding: finite,
    unitCost: finite,
    ordering: finite,
    holding: finite,
    writeOff: finite,
    giftCost: finite,
    purchaseVariance: finite,
    adSpend: finite,
    couponSending: finite,
    profit: finite,
  }),
  /** paid by a shopper while the offer is open, money a unit */
  price: perProduct,
  depth: perProduct,
  units: perProduct,
  stock: perProduct,
  onOrder: perProduct,
  visits: perSegment,
  buyers: perSegment,
  segmentUnits: perSegment,
  segmentRevenue: perSegment,
  segmentDiscount: perSegment,
  /** mean satisfaction of the day's visitors, logits, 0 unharmed */
  satisfaction: perSegment,
});
export type DayFrame = z.output<typeof dayFrameSchema>;

/** The ranking of policies, as `promolab compare --json` prints it. */
export const rankingSchema = z.object({
  /** label of the policy that differences are taken against */
  baseline: z.string(),
  /** there where seeds are added until policies are told apart: intervals of differences hold at every number of seeds at once */
  looks: z.object({ from: z.int(), to: z.int() }).optional(),
  rows: z.array(
    z.object({
      /** what the experiment calls the policy, unique in its scenario */
      label: z.string().optional(),
      agent: z.string(),
      params: z.record(z.string(), z.unknown()),
      scenario: z.string(),
      seeds: z.int(),
      episodes: z.int(),
      /** mean over seeds of the score (profit of horizon and tail), money */
      meanProfit: finite,
      iqm: finite,
      /** 95% stratified bootstrap interval of the IQM */
      ci: z.tuple([finite, finite]),
      /** mean over seeds of score less the baseline's under the same luck; 0 for the baseline */
      difference: finite,
      differenceCi: z.tuple([finite, finite]),
      probabilityOfImprovement: finite,
      distinguishable: z.boolean(),
      /** share of what the oracle gains over no promotion, with its 95% interval; left out where there is no telling */
      score: finite.optional(),
      scoreCi: z.tuple([finite, finite]).optional(),
      /** the best row of its scenario, or not distinguishable from it */
      tiedWithBest: z.boolean().optional(),
    }),
  ),
});
export type Ranking = z.output<typeof rankingSchema>;
export type RankingRow = Ranking["rows"][number];

/** A run's name is a directory's name too. */
export const runNameSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, "letters, digits, . _ -");

export const runSummarySchema = z.object({
  name: z.string(),
  state: z.enum(["running", "finished", "stopped", "failed"]),
  cells: z.int(),
  cellsDone: z.int(),
  cellsFailed: z.int(),
  /** of those done, so many were taken from other runs; left out for none */
  cellsReused: z.int().optional(),
  /** replicates that every policy has finished, and all of them */
  seedsDone: z.int(),
  seeds: z.int(),
  /** shopper-days a second over the last seconds; null before the first cell */
  rate: finite.nullable(),
  secondsLeft: finite.nullable(),
  hash: z.string(),
  /** sign of the money unit, where all scenarios of the run share it */
  currency: z.string().optional(),
  /** days of horizon and tail, where all scenarios of the run share them: a score divided by it is money a day */
  scoredDays: z.int().positive().optional(),
});
export type RunSummary = z.output<typeof runSummarySchema>;
export const runListSchema = z.array(runSummarySchema);

/** A finished cell and what of it can be replayed: answered, in a list, by GET /api/runs/<run>/cells. */
export const cellSummarySchema = z.object({
  cell: z.string(),
  /** as in the ranking's rows */
  label: z.string().optional(),
  agent: z.string(),
  params: z.record(z.string(), z.unknown()),
  scenario: z.string(),
  seed: z.string(),
  /** evaluation episodes with their scores, money */
  episodes: z.array(z.object({ episode: z.int(), score: finite })),
});
export type CellSummary = z.output<typeof cellSummarySchema>;
export const cellListSchema = z.array(cellSummarySchema);

/** Server to page. */
export const serverMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), version: z.int(), runs: z.array(runSummarySchema) }),
  z.object({ type: z.literal("run"), run: runSummarySchema }),
  z.object({ type: z.literal("ranking"), run: z.string(), ranking: rankingSchema }),
  z.object({ type: z.literal("episode"), run: z.string(), header: episodeHeaderSchema }),
  z.object({ type: z.literal("frames"), run: z.string(), frames: z.array(dayFrameSchema) }),
  z.object({ type: z.literal("failure"), run: z.string(), cell: z.string(), message: z.string() }),
  z.object({ type: z.literal("error"), message: z.string() }),
]);
export type ServerMessage = z.output<typeof serverMessageSchema>;

/** Page to server. */
export const clientMessageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), version: z.int() }),
  /** which run to send rankings and frames of; null: none */
  z.object({ type: z.literal("watch"), run: runNameSchema.nullable() }),
]);
export type ClientMessage = z.output<typeof clientMessageSchema>;

/** The body of every HTTP answer that is not a success. */
export const apiErrorSchema = z.object({ error: z.string() });

/** What a finished episode can be replayed as: answered by GET /api/runs/<run>/replay?cell=<cell>&episode=<n>. */
export const replaySchema = z.object({
  header: episodeHeaderSchema,
  frames: z.array(dayFrameSchema),
  /** the episode's score, money, and its trace hash; `matches` is false when it differs from the journal's */
  score: finite,
  hash: z.string(),
  matches: z.boolean(),
});
export type Replay = z.output<typeof replaySchema>;

const chartParts = {
  /** the decision it is about; null: all of them */
  about: z.string().nullable(),
  heading: z.string(),
  caption: z.string().optional(),
};
const axis = z.object({ title: z.string(), names: z.array(z.string()) });

/** Charts as `experiments/portable/plot.ts` has them, of the kinds that explain a policy. */
const explanationChartSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["bars", "dots"]),
    ...chartParts,
    x: z.object({ title: z.string() }),
    rows: z.array(
      z.object({
        name: z.string(),
        value: finite,
        low: finite.optional(),
        high: finite.optional(),
        colour: z.int().optional(),
      }),
    ),
    rule: z.object({ value: finite, label: z.string() }).optional(),
  }),
  z.object({
    kind: z.literal("heat"),
    ...chartParts,
    x: axis,
    y: axis,
    value: z.object({ title: z.string(), domain: z.tuple([finite, finite]).optional() }),
    /** row-major, rows of `y` by columns of `x` */
    values: z.array(finite),
  }),
  z.object({
    kind: z.literal("tree"),
    ...chartParts,
    nodes: z.array(
      z.object({
        depth: z.int(),
        answer: z.enum(["", "yes", "no"]),
        text: z.string(),
        leaf: z.boolean(),
        share: finite,
        right: finite.optional(),
        colour: z.int().optional(),
      }),
    ),
  }),
]);

/** What the policy of a cell goes by, drawn: answered by GET /api/runs/<run>/explain?cell=<cell>. */
export const explanationSchema = z.object({
  cell: z.string(),
  /** the sentence that matters most */
  lead: z.string(),
  /** of its action, in the env's order */
  decisions: z.array(z.string()),
  charts: z.array(explanationChartSchema),
});
export type Explanation = z.output<typeof explanationSchema>;

/** What a sweep tells whoever listens (progress bar, server). Plain data. */
export type SweepEvent =
  | { type: "run"; run: RunSummary }
  | { type: "ranking"; ranking: Ranking }
  | { type: "episode"; header: EpisodeHeader }
  | { type: "frame"; frame: DayFrame }
  | { type: "cell-failed"; cell: string; message: string };
