import { apportion } from "../../sim/population.js";
import type { Scenario } from "../../sim/scenario.js";
import { typicalSegmentSales } from "../typical-sales.js";
import { copied, powerOfTwo, type SlotRow } from "./slot-table.js";

/** Most that a segment's day may read, in typical days. */
const REVENUE_BOUND = 32;

/** What levers that address segments see of each, as a shop with loyalty cards does. */
export function segmentSlots(scenario: Scenario): SlotRow[] {
  const { segments, population, products, moneyStep } = scenario;
  const things = segments.map((segment) => segment.name);
  const size = apportion(
    segments.map((segment) => segment.share),
    population,
  );
  const visitScale = size.map((n) => powerOfTwo(n / 4));
  const typical = typicalSegmentSales(scenario);
  const revenueScale = segments.map((_, s) =>
    powerOfTwo(products.reduce((sum, { listPrice }, p) => sum + listPrice * typical[s * products.length + p], 0)),
  );
  return [
    {
      name: "segment-visits",
      things,
      meaning: "shoppers of the segment who came yesterday",
      unit: "shoppers",
      scale: (s) => visitScale[s],
      low: 0,
      high: (s) => size[s] / visitScale[s],
      amounts: copied(({ report }) => report.visits),
    },
    {
      name: "segment-revenue",
      things,
      meaning: `paid by the segment yesterday; more than ${REVENUE_BOUND} typical days' revenue reads as that`,
      unit: "money",
      scale: (s) => revenueScale[s],
      low: 0,
      high: REVENUE_BOUND,
      amounts: {
        write({ report }, out, from) {
          for (let s = 0; s < things.length; s++) out[from + s] = report.segmentRevenue[s] * moneyStep;
        },
      },
    },
  ];
}
