import type { ModelState } from "../model.js";
import { frequentItemsets, type Itemset, type ItemsetOptions } from "./frequent-itemsets.js";
import { type Interactions, loadInteractions, type SparseRows, saveInteractions } from "./interactions.js";
import { checkPair, type Reason, type Recommender } from "./recommender.js";

/** Who has all items of `from` tends to have `to`. */
export interface Rule {
  /** rising */
  readonly from: readonly number[];
  readonly to: number;
  /** baskets with all of them */
  readonly count: number;
  /** part of all baskets with all of them:  P(from and to) */
  readonly support: number;
  /** P(to | from) */
  readonly confidence: number;
  /** P(to | from) / P(to): 1 where they have nothing to do with each other */
  readonly lift: number;
}

export interface RuleOptions extends ItemsetOptions {
  /** least P(to | from), 0 to 1 */
  readonly confidence: number;
}

/** Rules, the surest first, and a recommender by them: a user's items are one basket. */
export interface AssociationRules extends Recommender {
  readonly rules: readonly Rule[];
}

/**
 * Association rules with one item on the right. The score of an item is the confidence of the surest rule that leads to
 * it from items that the user has, 0 where none does.
 *
 * @param interactions  rows are baskets, or users with all that they ever took
 * @throws RangeError when support or confidence is out of range, or more sets are frequent than `most`
 * @see Agrawal & Srikant (1994) for the rules; Brin et al. (1997) for lift (their "interest")
 */
export function fitAssociationRules(interactions: Interactions, options: RuleOptions): AssociationRules {
  const { users, items, byUser } = interactions;
  const rules = associationRules(frequentItemsets(byUser, items, options), users, options.confidence);
  return createAssociationRules(interactions, rules);
}

/** @param state  what a model of `fitAssociationRules` saved */
export function loadAssociationRules(state: ModelState): AssociationRules {
  return createAssociationRules(loadInteractions(state.interactions), state.rules as readonly Rule[]);
}

/**
 * The rules in frequent sets, with at least one item on the left: the surest first, then the commoner, then the shorter.
 *
 * @param itemsets    all frequent sets, those of one item too
 * @param baskets     of how many they are
 * @param confidence  least P(to | from), 0 to 1
 */
export function associationRules(itemsets: readonly Itemset[], baskets: number, confidence: number): Rule[] {
  if (!(confidence >= 0 && confidence <= 1))
    throw new RangeError(`associationRules: needs a confidence from 0 to 1, got ${confidence}`);
  const counts = new Map(itemsets.map(({ items, count }) => [items.join(), count]));
  const countOf = (items: readonly number[]) => counts.get(items.join()) as number;
  const rules: Rule[] = [];
  for (const { items, count } of itemsets) {
    if (items.length < 2) continue;
    for (const to of items) {
      const from = items.filter((item) => item !== to);
      const sure = count / countOf(from);
      if (sure < confidence) continue;
      const lift = (sure * baskets) / countOf([to]);
      rules.push({ from, to, count, support: count / baskets, confidence: sure, lift });
    }
  }
  return rules.sort(
    (a, b) =>
      b.confidence - a.confidence ||
      b.count - a.count ||
      a.from.length - b.from.length ||
      a.from[0] - b.from[0] ||
      a.to - b.to,
  );
}

function createAssociationRules(interactions: Interactions, rules: readonly Rule[]): AssociationRules {
  const { users, items, byUser } = interactions;
  const from = rulesByFirst(rules, items);
  const owned = new Uint8Array(items);

  /** calls for each rule that the user's items fulfil */
  function fulfilled(user: number, call: (rule: Rule) => void): void {
    const { start, column } = byUser;
    for (let at = start[user]; at < start[user + 1]; at++) owned[column[at]] = 1;
    for (let at = start[user]; at < start[user + 1]; at++) {
      for (let to = from.start[column[at]]; to < from.start[column[at] + 1]; to++) {
        const rule = rules[from.column[to]];
        if (rule.from.every((item) => owned[item] === 1)) call(rule);
      }
    }
    for (let at = start[user]; at < start[user + 1]; at++) owned[column[at]] = 0;
  }

  const model: AssociationRules = {
    users,
    items,
    rules,
    score(user, item) {
      checkPair("associationRules", model, user, item);
      let best = 0;
      fulfilled(user, ({ to, confidence }) => {
        if (to === item && confidence > best) best = confidence;
      });
      return best;
    },
    scores(user, out) {
      checkPair("associationRules", model, user);
      out.fill(0);
      fulfilled(user, ({ to, confidence }) => {
        if (confidence > out[to]) out[to] = confidence;
      });
    },
    reasons(user, item, most) {
      checkPair("associationRules", model, user, item);
      const reasons: Reason[] = [];
      fulfilled(user, ({ from: which, to, confidence }) => {
        if (to === item) reasons.push({ of: "rule", which, weight: confidence });
      });
      return reasons.sort((a, b) => b.weight - a.weight || a.which.length - b.which.length).slice(0, most);
    },
    save: () => ({ kind: "association-rules", rules, interactions: saveInteractions(interactions) }),
    explain: () => ({
      summary: `Found ${rules.length} rules in ${users} baskets of ${items} items.`,
      findings: rules.slice(0, 10).map(({ from, to, confidence }) => ({
        name: `items ${from.join(" and ")}, then ${to}`,
        value: confidence,
        unit: "confidence",
      })),
    }),
  };
  return model;
}

/** Rows are items, columns the rules whose left side begins with them. */
function rulesByFirst(rules: readonly Rule[], items: number): Pick<SparseRows, "start" | "column"> {
  const start = new Int32Array(items + 1);
  for (const { from } of rules) start[from[0] + 1] += 1;
  for (let item = 0; item < items; item++) start[item + 1] += start[item];
  const next = start.slice();
  const column = new Int32Array(rules.length);
  rules.forEach(({ from }, rule) => {
    column[next[from[0]]] = rule;
    next[from[0]] += 1;
  });
  return { start, column };
}
