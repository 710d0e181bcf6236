import { spendEvenly } from "./advertising.js";
import { sendToAll, sendToLapsed } from "./coupon.js";
import { type BackgroundPolicy, SHOP_LEVERS, type ShopLever } from "./lever.js";
import { orderUpTo } from "./order-up-to.js";
import { promoteEveryDay, promoteInCampaigns } from "./promote-background.js";
import { showBestSellers, showHighMargin } from "./slate.js";

interface Named {
  readonly summary: string;
  /** null: leaves the lever undecided */
  readonly policy: BackgroundPolicy | null;
}

/** Who may decide a lever that no agent holds, by lever and name; the first of each is the default. */
export const backgrounds = {
  promotion: {
    none: { summary: "no promotion", policy: null },
    calendar: { summary: "in campaigns, what they cover, as deep as allowed", policy: promoteInCampaigns },
    everyday: { summary: "everything every day, as deep as allowed", policy: promoteEveryDay },
  },
  pricing: {
    list: { summary: "list prices", policy: null },
  },
  coupon: {
    none: { summary: "no coupons", policy: null },
    blanket: { summary: "the deepest coupon to everybody, whenever the last has expired", policy: sendToAll },
    lapsed: { summary: "the same, to segments that came less than the others yesterday", policy: sendToLapsed },
  },
  restock: {
    "order-up-to": { summary: "whole cases up to what covers the wait and a week", policy: orderUpTo },
    none: { summary: "no orders", policy: null },
  },
  advertising: {
    none: { summary: "no advertising", policy: null },
    even: { summary: "half of each channel's saturation on every segment", policy: spendEvenly },
  },
  slate: {
    none: { summary: "empty slates", policy: null },
    "best-sellers": { summary: "what sold most lately and is there, to every segment", policy: showBestSellers },
    "high-margin": { summary: "what earns most by the unit and is there, to every segment", policy: showHighMargin },
  },
} as const satisfies Record<ShopLever, Readonly<Record<string, Named>>>;

/** A policy by name or as a function, by lever. */
export type Background = {
  readonly [L in ShopLever]?: Extract<keyof (typeof backgrounds)[L], string> | BackgroundPolicy;
};

/** What is wrong with a background; nothing where it is one. */
export function backgroundFaults(given: object): { readonly lever: string; readonly message: string }[] {
  return Object.entries(given).flatMap(([lever, policy]) => {
    const names = Object.hasOwn(backgrounds, lever) ? Object.keys(backgrounds[lever as ShopLever]) : undefined;
    if (names === undefined) return [{ lever, message: `no lever ${lever}; there are ${SHOP_LEVERS.join(", ")}` }];
    if (policy === undefined || typeof policy === "function" || names.includes(policy as string)) return [];
    return [{ lever, message: `no background ${String(policy)} for ${lever}; there are ${names.join(", ")}` }];
  });
}

/**
 * Who decides each lever: what is given, else the default.
 *
 * @throws RangeError listing every lever and name that is unknown
 */
export function resolveBackground(given: Background = {}): Readonly<Record<ShopLever, BackgroundPolicy | null>> {
  const faults = backgroundFaults(given);
  if (faults.length > 0) throw new RangeError(`background: ${faults.map(({ message }) => message).join("; ")}`);
  const policies = SHOP_LEVERS.map((lever) => {
    const named: Readonly<Record<string, Named>> = backgrounds[lever];
    const chosen = given[lever] ?? Object.keys(named)[0];
    return [lever, typeof chosen === "function" ? chosen : named[chosen].policy] as const;
  });
  return Object.fromEntries(policies) as Record<ShopLever, BackgroundPolicy | null>;
}
