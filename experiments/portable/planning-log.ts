import { BASKET, promotionChoices } from "../../envs/levers/promotion-choices.js";
import { promotionEnv } from "../../envs/market-env.js";
import type { Replicates } from "../../envs/replicates.js";
import type { MultiDiscreteSpace, PlanningLog } from "../../envs/types.js";
import { dayProfit } from "../../sim/ledger.js";
import { rootKey, subKey, uniformAt } from "../../sim/math/key.js";
import type { Scenario } from "../../sim/scenario.js";

export interface PlanningOptions {
  scenario: Scenario;
  /** the replicate: its shoppers, under the luck of the role "plan" */
  seed: string;
  /** seasons to play; default 4 */
  episodes?: number;
  /** warm-ups to share, as in the env's options */
  replicates?: Replicates;
}

/**
 * Plays seasons of `Promotion-v1` under randomised promotions with background restocking, and logs what a retailer sees.
 *
 * The randomisation is a policy of its own: every promotion slot lives through blocks of 3 to 14 days (all lengths equally
 * likely), and a new one starts whenever a campaign opens or closes. At its start a block is none with propensity 1/2;
 * else one of the depths that are legal that day, all equally likely (none where no depth is). Blocks of several days let
 * stocking up and wear-out show, which daily draws would average away. On a day of the block when the guard rails forbid
 * the depth (budget spent, cool-down) the slot offers none, and the log says none. Slots are independent.
 *
 * The horizon only is played, no tail; the log's profit leaves the final write-off out.
 *
 * @throws RangeError when episodes is not a whole number of at least 1
 */
export function planningLog({ scenario, seed, episodes = 4, replicates }: PlanningOptions): PlanningLog {
  if (!Number.isSafeInteger(episodes) || episodes < 1)
    throw new RangeError(`planningLog: episodes must be a whole number of at least 1, got ${episodes}`);
  const env = promotionEnv.create({ scenario, tailDays: 0, replicates });
  const { horizonDays, moneyStep } = scenario;
  const products = scenario.products.length;
  const slots = env.brief!.promotionSlots;
  const offers = promotionChoices(scenario);
  const days = episodes * horizonDays;
  const log = {
    days,
    day: new Int32Array(days),
    campaign: new Int32Array(days),
    visits: new Float64Array(days),
    depth: new Float64Array(days * products),
    units: new Float64Array(days * products),
    stockOut: new Uint8Array(days * products),
    choice: new Int32Array(days * slots.length),
    credit: new Float64Array(days * slots.length),
    profit: new Float64Array(days),
  };
  let row = 0;
  for (let episode = 0; episode < episodes; episode++) {
    let { info } = env.reset({ seed, options: { role: "plan", episode } });
    const policy = blockPolicy(seed, episode, (env.actionSpace as MultiDiscreteSpace).counts);
    for (let over = false; !over; row++) {
      const action = policy(campaignOn(scenario, row % horizonDays), info.mask);
      const result = env.step(action);
      info = result.info;
      over = result.terminated;
      const { report, credit } = info;
      log.day[row] = report.day;
      log.campaign[row] = report.campaign;
      for (let s = 0; s < report.visits.length; s++) log.visits[row] += report.visits[s];
      log.depth.set(report.depth, row * products);
      log.units.set(report.units, row * products);
      log.stockOut.set(report.stockOut, row * products);
      log.credit.set(credit, row * slots.length);
      log.profit[row] = (dayProfit(report) + sum(report.money.writeOff)) * moneyStep;
      slots.forEach(({ name, products: covered }, slot) => {
        const opened = Math.max(...covered.map((p) => report.offer[p]));
        log.choice[row * slots.length + slot] =
          name === BASKET ? action[slot] : Math.max(0, offers.product.indexOf(opened));
      });
    }
  }
  env.close();
  return log;
}

const SHORTEST_BLOCK = 3;
const LONGEST_BLOCK = 14;

/** @returns what to choose today; its own buffer */
function blockPolicy(seed: string, episode: number, counts: readonly number[]) {
  const luck = subKey(rootKey(seed, "plan", episode, 0), "block policy");
  const action = new Int32Array(counts.length);
  const wanted = new Int32Array(counts.length);
  const left = new Int32Array(counts.length);
  let draws = 0;
  let lastCampaign = -1;
  const uniform = () => {
    draws += 1;
    return uniformAt(luck.key0, luck.key1, draws);
  };
  return (campaign: number, mask: Uint8Array): Int32Array => {
    if (campaign !== lastCampaign) left.fill(0);
    lastCampaign = campaign;
    let first = 0;
    for (let slot = 0; slot < counts.length; slot++) {
      if (left[slot] === 0) {
        left[slot] = SHORTEST_BLOCK + Math.floor(uniform() * (LONGEST_BLOCK - SHORTEST_BLOCK + 1));
        wanted[slot] = uniform() < 0.5 ? 0 : legalDepth(mask, first, counts[slot], uniform());
      }
      left[slot] -= 1;
      action[slot] = mask[first + wanted[slot]] === 1 ? wanted[slot] : 0;
      first += counts[slot];
    }
    return action;
  };
}

/** One of the legal choices other than none, by a uniform number; 0 where there is none. */
function legalDepth(mask: Uint8Array, first: number, count: number, uniform: number): number {
  let legal = 0;
  for (let choice = 1; choice < count; choice++) legal += mask[first + choice];
  let rank = Math.floor(uniform * legal);
  for (let choice = 1; choice < count; choice++) {
    if (mask[first + choice] === 0) continue;
    if (rank === 0) return choice;
    rank -= 1;
  }
  return 0;
}

function campaignOn(scenario: Scenario, day: number): number {
  return scenario.calendar.campaigns.findIndex(({ firstDay, lastDay }) => day >= firstDay && day <= lastDay);
}

function sum(numbers: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < numbers.length; i++) total += numbers[i];
  return total;
}
