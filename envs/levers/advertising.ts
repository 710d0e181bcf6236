import type { Scenario } from "../../sim/scenario.js";
import { box } from "../spaces.js";
import type { MarketBrief } from "../types.js";
import { calendarSlots } from "./calendar-slots.js";
import type { BackgroundPolicy, Lever } from "./lever.js";
import { segmentSlots } from "./segment-slots.js";
import { copied, powerOfTwo, type SlotRow, slotTable } from "./slot-table.js";

/** Money a day for every channel and segment, from 0 to `advertising.maxSpend`. */
export function advertisingLever(scenario: Scenario, brief: MarketBrief): Lever {
  const { channels, maxSpend } = scenario.advertising;
  const S = scenario.segments.length;
  const segmentOf = Int32Array.from(brief.advertisingSlots, ({ segment }) => segment);
  return {
    name: "advertising",
    actionSpace: box(0, maxSpend, [channels.length, S]),
    table: slotTable([...calendarSlots(scenario), ...segmentSlots(scenario), adstockSlots(scenario)]),
    mask() {},
    decide(action, _mask, { adSpend }) {
      for (let i = 0; i < adSpend.length; i++) adSpend[i] = Math.max(0, Math.min(maxSpend, action[i]));
      return 0;
    },
    credit({ segmentMargin }, { adSpend }, out) {
      for (let i = 0; i < out.length; i++) out[i] = segmentMargin[segmentOf[i]] * scenario.moneyStep - adSpend[i];
    },
  };
}

function adstockSlots({ advertising, segments }: Scenario): SlotRow {
  const cells = advertising.channels.flatMap(({ name, keep, reach }) =>
    segments.map((segment) => ({ name: `${name}/${segment.name}`, most: (reach[segment.name] ?? 1) / (1 - keep) })),
  );
  const scale = cells.map(({ most }) => powerOfTwo(most));
  return {
    name: "adstock",
    things: cells.map((cell) => cell.name),
    meaning: "advertising that was still at work yesterday: reach of every day's spend, decayed by the channel's keep",
    unit: "reach",
    scale: (i) => scale[i],
    low: 0,
    high: (i) => cells[i].most / scale[i],
    amounts: copied(({ report }) => report.adstock),
  };
}

/** Half of each channel's saturation on every segment, at most the most that may be spent: reaches 39% of the reachable. */
export const spendEvenly: BackgroundPolicy = ({ scenario }, { adSpend }) => {
  const { channels, maxSpend } = scenario.advertising;
  const S = scenario.segments.length;
  for (let i = 0; i < adSpend.length; i++) adSpend[i] = Math.min(maxSpend, channels[Math.floor(i / S)].saturation / 2);
};
