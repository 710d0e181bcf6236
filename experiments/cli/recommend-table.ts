import type { Comparison } from "../recommend/compare.js";
import type { Estimate } from "../recommend/evaluate.js";
import { because, type RecommendedRow } from "../recommend/recommend.js";
import type { ShopLog } from "../recommend/shop-log.js";
import { readable, table } from "./table.js";

const left = (head: string) => ({ head, align: "left" }) as const;
const right = (head: string) => ({ head, align: "right" }) as const;

/** Items for users, a row each, with the reasons of those that have any. */
export function recommendedText(rows: readonly RecommendedRow[], shop: ShopLog): string {
  return table(
    [left("user"), right("rank"), left("item"), right("score"), left("because")],
    rows.map((row) => [
      row.rank === 1 ? shop.users[row.user] : "",
      String(row.rank),
      shop.items[row.item],
      Number.isInteger(row.score) ? readable(row.score) : readable(row.score, 4),
      because(row.reasons, shop),
    ]),
  );
}

/** Models, the best first: by hit rate, else by the root mean squared error. */
export function comparisonText({ models, top, heldOut, tested, users, items, pairs }: Comparison): string {
  const ranked = models.some(({ ranking }) => ranking);
  const rated = models.some(({ ratings }) => ratings);
  const first = models[0].model;
  const sorted = [...models].sort((a, b) =>
    ranked
      ? (b.ranking?.hitRate.value ?? 0) - (a.ranking?.hitRate.value ?? 0)
      : (a.ratings?.rmse.value ?? Number.POSITIVE_INFINITY) - (b.ratings?.rmse.value ?? Number.POSITIVE_INFINITY),
  );
  const columns = [left("model")];
  const heads: string[] = [];
  if (ranked) heads.push(`hit rate@${top}`, "95%", `NDCG@${top}`, "95%", "coverage");
  if (ranked && models.length > 1) heads.push(`hits above ${first}`, "95%");
  if (rated) heads.push("RMSE", "95%", "MAE", "95%");
  const rows = sorted.map(({ model, ranking, againstFirst, ratings }) => [
    model,
    ...(ranked ? [...pair(ranking?.hitRate), ...pair(ranking?.ndcg), share(ranking?.coverage)] : []),
    ...(ranked && models.length > 1 ? pair(againstFirst) : []),
    ...(rated ? [...pair(ratings?.rmse), ...pair(ratings?.mae)] : []),
  ]);
  const how = {
    last: "the item each user took up last is left out",
    random: "one item of each user is left out, drawn at random",
    "test file": "tested on the test file",
  }[heldOut];
  return [
    `${readable(users)} users, ${readable(items)} items; ${how}: ${readable(tested)} pairs, ${readable(pairs)} to learn from\n`,
    table([...columns, ...heads.map(right)], rows),
  ].join("\n");
}

const pair = (estimate: Estimate | undefined): string[] =>
  estimate === undefined
    ? ["", ""]
    : [readable(estimate.value, 4), estimate.ci.map((end) => readable(end, 4)).join(" to ")];

const share = (value: number | undefined) => (value === undefined ? "" : `${readable(100 * value, 1)}%`);
