import type { Kind } from "../kind.js";
import { customer, date } from "./columns.js";

/** Decisions with what came of them. */
export const banditLog = {
  doc: "decisions with what came of them: a row a decision; all other columns are its context",
  columns: [
    {
      name: "action",
      type: "text",
      required: true,
      doc: "what was decided: an item shown, a coupon, an e-mail",
      aliases: ["arm", "item_id", "item", "treatment", "segment", "offer", "decision"],
    },
    {
      name: "reward",
      type: "number",
      required: true,
      doc: "what came of it: a click 0 or 1, money",
      aliases: ["click", "clicked", "conversion", "outcome", "payoff", "spend"],
    },
    {
      name: "propensity",
      type: "number",
      low: 0,
      high: 1,
      aboveZero: true,
      unit: "probability",
      required: false,
      doc: "with which the logging policy decided so",
      aliases: ["propensity_score", "pscore", "probability", "action_prob", "logging_probability"],
    },
    {
      name: "position",
      type: "whole",
      low: 0,
      required: false,
      doc: "place on the page, where several are shown",
      aliases: ["slot", "rank", "place"],
    },
    date("when", false),
    customer(false, "for whom"),
  ],
  tellsApart: [["date"]],
} as const satisfies Kind;
