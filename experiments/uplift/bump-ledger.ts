import type { Decisions } from "../../sim/decisions.js";
import { EventLog } from "../../sim/events.js";
import { withoutPromotions } from "./edit-decisions.js";
import { type LedgerTotals, openLedger } from "./ledger-rows.js";
import { openStage, playDays, type Script } from "./season.js";
import { walletBytes } from "./wallet-bytes.js";

/** Days after a promotion in which a shopper's category purchases are followed. */
export const FOLLOWED_DAYS = 56;

export interface BumpLedger extends LedgerTotals {
  /** days on which anything was promoted */
  readonly promotedDays: number;
}

/**
 * What became of every promoted unit of a season, shopper by shopper.
 *
 * Let P(d) be the season as it was up to day d, with promotions off from the next day on; all else goes on as decided, and
 * all meet the same luck. The units of day d are compared between P(d) and P(d - 1): the day itself, which differs in
 * its promotions alone and starts from the same memory, and the 56 days after, which have none in either. P(d) is the
 * "with" of day d and the "without" of day d + 1, so a day costs one fork; and as each day's gain is P(d) less P(d - 1), the
 * gains of a season's days add up to the season less one without promotions. Days beyond the season's tail are not
 * followed.
 *
 * @param script    of a market in shopper fidelity
 * @param followed  days after a promotion, at least 0
 * @throws RangeError in cohort fidelity, which has no shoppers
 */
export function bumpLedger(script: Script, followed = FOLLOWED_DAYS): BumpLedger {
  const { scenario, days } = script;
  if (scenario.fidelity === "cohort")
    throw new RangeError("bumpLedger: needs shoppers, and cohort fidelity has none; set fidelity: shopper");
  const stage = openStage(script);
  const { market, twin, restock } = stage;
  const wallets = walletBytes(scenario, market.population);
  const purchases = new EventLog(1, ["purchase"]);
  const ledger = openLedger(scenario, market.population);
  let without: Fork = { from: -1, log: new EventLog(1, ["purchase"]) };
  let after: Fork = { from: -1, log: new EventLog(1, ["purchase"]) };
  let promotedDays = 0;

  function play(fork: Fork): void {
    const morning = market.snapshot();
    wallets.empty(morning);
    twin.restore(morning);
    fork.from = market.day;
    fork.log.clear();
    twin.record(fork.log);
    const until = Math.min(fork.from + followed + 1, days.length);
    playDays(twin, { restock, until, decide: (day) => withoutPromotions(days[day]) });
  }

  market.record(purchases);
  market.restore(stage.dayZero);
  market.open(stage.luck);
  for (let day = 0; day < days.length; day++) {
    const promoted = promotes(days[day]) || wallets.anyIn(market);
    if (promoted && without.from !== day) play(without);
    purchases.clear();
    playDays(market, { restock, until: day + 1, decide: () => days[day] });
    if (!promoted) continue;
    promotedDays += 1;
    play(after);
    ledger.enter(market.report, { purchases, without: without.log, after: after.log, until: day + followed });
    [without, after] = [after, without];
  }
  return { ...ledger.close(), promotedDays };
}

/** The season with promotions off from a day on, and what was bought in it. */
interface Fork {
  from: number;
  readonly log: EventLog;
}

function promotes({ depth, offer, basketOffer = 0, coupon }: Decisions): boolean {
  const any = (choices: ArrayLike<number> | undefined) =>
    choices !== undefined && Array.prototype.some.call(choices, (choice: number) => choice > 0);
  return any(depth) || any(offer) || basketOffer > 0 || any(coupon);
}
