/** Colours by thing. A product and a policy keep theirs on every screen; the values stand in tokens.css. */

const CATEGORIES = 8;

/** @param product  index in the episode's header */
export function productColour(product: number): string {
  return `var(--category-${product % CATEGORIES})`;
}

/** A thing's colour by its place among the page's eight; "context" is grey. */
export function categoryColour(place: number | "context"): string {
  return place === "context" ? "var(--ink-soft)" : `var(--category-${CATEGORY_ORDER[place % CATEGORIES]})`;
}

/** Blue first, then the colours that stand furthest from those before them; the light ones last. */
const CATEGORY_ORDER = [4, 5, 2, 6, 0, 1, 7, 3];

/** A policy's mark: sixteen policies differ by colour and by whether the mark is filled. */
export interface PolicyMark {
  readonly colour: string;
  readonly filled: boolean;
}

/** The policies that come with promolab; their place is their mark, whatever else a run holds. */
const KNOWN = [
  "lp-plan",
  "thompson-sampling",
  "campaign-calendar",
  "ucb1",
  "lin-ucb",
  "always-promote",
  "epsilon-greedy",
  "no-promotion",
  "dp-restock",
  "base-stock",
  "q-learning",
  "random",
];

/** @param agent  as in the ranking: `name`, `per-slot:name`, `per-segment:name` or `joint:lever=name,...`, whose promotion part counts */
export function policyMark(agent: string): PolicyMark {
  const name = /(?:^|[:,])promotion=([^,]+)/.exec(agent)?.[1] ?? agent;
  const bare = name.replace(/^per-(slot|segment):/, "");
  const known = KNOWN.indexOf(bare);
  const place = known >= 0 ? known : KNOWN.length + (hash(bare) % (2 * CATEGORIES - KNOWN.length));
  const joint = agent.startsWith("joint:");
  return { colour: `var(--category-${place % CATEGORIES})`, filled: place < CATEGORIES !== joint };
}

function hash(text: string): number {
  let state = 2166136261;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 16777619);
  return state >>> 0;
}
