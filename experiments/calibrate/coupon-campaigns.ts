import { type Dataset, dateColumn, textColumn } from "../data/dataset.js";
import { UserError } from "../faults.js";
import type { CustomerHistory, CustomerLog } from "./customer-log.js";

/** Companions of a log, of the kind `campaigns`: who was sent which campaign, when it ran, what was redeemed. */
export interface CampaignFiles {
  readonly sent: Dataset;
  readonly descriptions: Dataset;
  readonly redemptions: Dataset;
}

export interface CouponLog extends CustomerLog {
  /** days on which a coupon can be used: the mean over what was sent */
  readonly validDays: number;
}

/**
 * A log with what its customers did with coupons: one is sent to each customer of each campaign on its first day, and used
 * where anything was redeemed until its last one; the lag goes to the first redemption.
 *
 * @throws UserError, exit code 1, where a file lacks what it is for, or nothing was sent to a customer of the log
 */
export function withCoupons(log: CustomerLog, { sent, descriptions, redemptions }: CampaignFiles): CouponLog {
  need(sent, "campaigns", ["campaign", "customer"]);
  need(descriptions, "campaign descriptions", ["campaign", "start", "end"]);
  need(redemptions, "redemptions", ["campaign", "customer", "date"]);
  const runs = new Map<string, { start: number; end: number }>();
  const [start, end] = [dateColumn(descriptions, "start"), dateColumn(descriptions, "end")];
  texts(descriptions, "campaign").forEach((campaign, n) => {
    if (end[n] >= start[n]) runs.set(campaign, { start: start[n], end: end[n] });
  });
  const firstUse = new Map<string, number>();
  const date = dateColumn(redemptions, "date");
  const redeemer = texts(redemptions, "customer");
  texts(redemptions, "campaign").forEach((campaign, n) => {
    const key = pairKey(campaign, redeemer[n]);
    const run = runs.get(campaign);
    if (run === undefined || date[n] < run.start || date[n] >= run.end + 1) return;
    firstUse.set(key, Math.min(firstUse.get(key) ?? Number.POSITIVE_INFINITY, Math.floor(date[n] - run.start)));
  });

  const place = new Map(log.names.map((name, i) => [name, i]));
  const coupons = log.customers.map(() => ({ sent: 0, used: 0, lagDays: 0 }));
  const seen = new Set<string>();
  let valid = 0;
  const receiver = texts(sent, "customer");
  texts(sent, "campaign").forEach((campaign, n) => {
    const run = runs.get(campaign);
    const i = place.get(receiver[n]);
    const key = pairKey(campaign, receiver[n]);
    if (run === undefined || i === undefined || seen.has(key)) return;
    seen.add(key);
    coupons[i].sent += 1;
    valid += run.end - run.start + 1;
    const lag = firstUse.get(key);
    if (lag === undefined) return;
    coupons[i].used += 1;
    coupons[i].lagDays += lag;
  });
  if (seen.size === 0) refuse("campaigns", "no customer of the log was sent a campaign that is described");
  return {
    ...log,
    customers: log.customers.map((history, i): CustomerHistory => ({ ...history, ...coupons[i] })),
    validDays: Math.max(1, Math.round(valid / seen.size)),
  };
}

const pairKey = (campaign: string, customer: string) => `${campaign}\u0000${customer}`;

function texts(data: Dataset, name: string): string[] {
  const { codes, values } = textColumn(data, name);
  return Array.from(codes, (code) => (code < 0 ? "" : values[code]));
}

function need({ columns }: Dataset, file: string, names: readonly string[]): void {
  const missing = names.filter((name) => !columns.has(name));
  if (missing.length > 0) refuse(file, `${missing.join(", ")}: missing; found ${[...columns.keys()].join(", ")}`);
}

function refuse(file: string, message: string): never {
  throw new UserError(file, [{ code: "missing", path: [], message }], 1);
}
