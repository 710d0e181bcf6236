import { z } from "zod";
import { logit, name, number, share, whole } from "./fields.js";
import { rules } from "./promotions.js";

const campaign = z
  .strictObject({
    name: name("unique"),
    firstDay: whole("day", "first day of the campaign; day 0 is the first scored day", 0, 100_000),
    lastDay: whole("day", "last day of the campaign, included", 0, 100_000),
    categories: z.array(z.string()).default([]).describe("categories it covers; empty: all"),
    visitLift: logit("added to the log-odds of a visit").default(0),
    vendorFunding: share("part of the list price the vendor pays for every promoted unit").default(0),
    ...rules,
  })
  .describe("a time with rules of its own; campaigns do not overlap");
export type Campaign = z.output<typeof campaign>;

/** Time. */
export const calendar = z
  .strictObject({
    startDate: z.iso.date().default("2026-01-05").describe("date of day 0, YYYY-MM-DD"),
    weekday: z
      .array(logit("added to the log-odds of a visit"))
      .length(7)
      .default([0, 0, 0, 0, 0, 0, 0])
      .describe("by weekday, Monday first"),
    yearly: z
      .strictObject({
        amplitude: number("logit", "height of the yearly wave in the log-odds of a visit", 0, 5).default(0),
        peakDay: whole("day of the year", "where the wave is highest", 1, 366).default(1),
      })
      .prefault({})
      .describe("a cosine over the year"),
    holidays: z
      .array(
        z.strictObject({
          name: name("unique"),
          date: z
            .string()
            .regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$/, "a date in the year: MM-DD")
            .describe("first day, every year, MM-DD"),
          days: whole("days", "how long", 1, 60).default(1),
          visitLift: logit("added to the log-odds of a visit"),
        }),
      )
      .default([])
      .describe("days that come back every year"),
    campaigns: z.array(campaign).default([]).describe("sales festivals and the like, in time order"),
  })
  .prefault({})
  .describe("time");
