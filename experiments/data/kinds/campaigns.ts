import type { Kind } from "../kind.js";
import { customer, date } from "./columns.js";

/** Campaigns, who got them, what was redeemed. */
export const campaigns = {
  doc: "campaigns: when each ran, to whom it was sent, which coupons were redeemed: a row one of these",
  columns: [
    {
      name: "campaign",
      type: "text",
      required: true,
      doc: "which campaign",
      aliases: ["campaign_id"],
    },
    {
      name: "type",
      type: "text",
      required: false,
      doc: "of the campaign",
      aliases: ["campaign_type", "description"],
    },
    {
      name: "start",
      type: "date",
      unit: "days since 1970-01-01",
      required: false,
      doc: "its first day",
      aliases: ["start_date", "start_day"],
    },
    {
      name: "end",
      type: "date",
      unit: "days since 1970-01-01",
      required: false,
      doc: "its last day",
      aliases: ["end_date", "end_day"],
    },
    customer(false, "to whom it was sent, who redeemed"),
    {
      name: "coupon",
      type: "text",
      required: false,
      doc: "which coupon was redeemed",
      aliases: ["coupon_upc", "coupon_id"],
    },
    date("of the redemption", false),
  ],
  tellsApart: [["campaign"]],
} as const satisfies Kind;
