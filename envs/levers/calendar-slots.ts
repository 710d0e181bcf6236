import { createCalendar } from "../../sim/calendar.js";
import type { Scenario } from "../../sim/scenario.js";
import { ofDay, powerOfTwo, type SlotRow } from "./slot-table.js";

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** a campaign further off than this reads as this far */
const OUTLOOK_DAYS = 32;

/** What every lever sees of time and of the store as a whole. */
export function calendarSlots({ horizonDays, population, calendar }: Scenario): SlotRow[] {
  const { campaigns } = calendar;
  const { weekday, campaignAt } = createCalendar(calendar);
  const horizonScale = powerOfTwo(horizonDays);
  const longest = campaigns.reduce((most, { firstDay, lastDay }) => Math.max(most, lastDay - firstDay + 1), 1);
  const campaignScale = powerOfTwo(longest);
  // about a plain day's visits in most scenarios; the population bounds it in all
  const visitScale = powerOfTwo(population / 4);
  return [
    {
      name: "days-left",
      meaning: "days still to decide, today's included; 0 at the end",
      unit: "days",
      scale: () => horizonScale,
      low: 0,
      high: horizonDays / horizonScale,
      amounts: ofDay((day) => horizonDays - day),
    },
    {
      name: "weekday",
      things: WEEKDAYS,
      meaning: "1 on that day of the week, else 0",
      unit: "indicator",
      low: 0,
      high: 1,
      amounts: { onDay: (day, named) => (weekday(day) === named ? 1 : 0) },
    },
    {
      name: "campaign-open",
      meaning: "1 while a campaign is open today, else 0",
      unit: "indicator",
      low: 0,
      high: 1,
      amounts: ofDay((day) => (campaignAt(day) >= 0 ? 1 : 0)),
    },
    {
      name: "campaign-days-left",
      meaning: "days of the open campaign still to come, today included; 0 where none is open",
      unit: "days",
      scale: () => campaignScale,
      low: 0,
      high: longest / campaignScale,
      amounts: ofDay((day) => {
        const campaign = campaignAt(day);
        return campaign < 0 ? 0 : campaigns[campaign].lastDay - day + 1;
      }),
    },
    {
      name: "next-campaign",
      meaning: `days until the next campaign opens; ${OUTLOOK_DAYS} where it is further off or there is none`,
      unit: "days",
      scale: () => OUTLOOK_DAYS,
      low: 0,
      high: 1,
      amounts: ofDay((day) => {
        for (let c = 0; c < campaigns.length; c++) if (campaigns[c].firstDay > day) return campaigns[c].firstDay - day;
        return OUTLOOK_DAYS;
      }),
    },
    {
      name: "vendor-funding",
      meaning: "what the vendor pays for a promoted unit in the open campaign; 0 where none is open",
      unit: "share of list price",
      low: 0,
      high: 1,
      amounts: ofDay((day) => {
        const campaign = campaignAt(day);
        return campaign < 0 ? 0 : campaigns[campaign].vendorFunding;
      }),
    },
    {
      name: "visits",
      meaning: "shoppers who came yesterday",
      unit: "shoppers",
      scale: () => visitScale,
      low: 0,
      high: population / visitScale,
      amounts: {
        write({ report: { visits } }, out, from) {
          let sum = 0;
          for (let s = 0; s < visits.length; s++) sum += visits[s];
          out[from] = sum;
        },
      },
    },
  ];
}
