import type { Kind } from "../kind.js";
import { customer, date, item, rating } from "./columns.js";

/** What customers wrote. */
export const reviews = {
  doc: "what customers wrote: a row a review or a sentence of one",
  columns: [
    {
      name: "text",
      type: "text",
      required: true,
      doc: "what was written",
      aliases: ["sentence", "review", "review_text", "reviewtext", "content", "comment", "body", "message"],
      freeText: true,
    },
    {
      name: "label",
      type: "flag",
      required: false,
      doc: "1 where it is positive, 0 where negative",
      aliases: ["sentiment", "positive", "polarity"],
    },
    rating,
    {
      name: "intent",
      type: "text",
      required: false,
      doc: "what it is about: delivery, price, quality, stock, refund, praise, question",
      aliases: ["topic", "about"],
    },
    customer(false, "who wrote"),
    item("about what", false),
    date("when", false),
    { name: "language", type: "text", required: false, doc: "en, zh, ...", aliases: ["lang", "locale"] },
    { name: "source", type: "text", required: false, doc: "where it stood", aliases: ["site", "channel"] },
  ],
  tellsApart: [["customer", "date"]],
} as const satisfies Kind;
