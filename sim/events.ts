/** What can happen to a shopper. `join` and `leave` are those of acquisition and churn. */
export const EVENT_KINDS = [
  "search",
  "view",
  "click",
  "cart",
  "purchase",
  "stock-out",
  "coupon-sent",
  "coupon-redeemed",
  "message",
  "join",
  "leave",
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];
/** places of the kinds in EVENT_KINDS */
export const EVENT = {
  search: 0,
  view: 1,
  click: 2,
  cart: 3,
  purchase: 4,
  stockOut: 5,
  couponSent: 6,
  couponRedeemed: 7,
  message: 8,
  join: 9,
  leave: 10,
} as const;

/** The columns of a batch of events; shape [length] of each, what lies beyond `length` means nothing. */
export interface EventColumns {
  /** 0 is the first scored day */
  day: Int32Array;
  /** place in EVENT_KINDS */
  kind: Uint8Array;
  /** time of the day, hours from 0 to 24 */
  hour: Float32Array;
  /** index of the shopper within the replicate */
  shopper: Int32Array;
  segment: Int16Array;
  /** -1 where the event is about none */
  product: Int32Array;
  /** -1 where the event is about none */
  category: Int32Array;
  /** units, of cart, purchase and stock-out; else 0 */
  units: Int32Array;
  /** paid, whole money steps, of a purchase; else 0 */
  paid: Float64Array;
  /** given away, whole money steps, of a purchase or a redeemed coupon; else 0 */
  discount: Float64Array;
  /** of a view: place on the slate, -1 none; of a coupon: its level; of a message: which template; else 0 */
  detail: Int32Array;
}

/**
 * A batch of events as columns, written by a market that `records` into it. It grows by doubling and is emptied by whoever
 * reads it, once a day or once an episode.
 */
export class EventLog {
  length = 0;
  columns: EventColumns;
  /** day and hour that events are stamped with, set by the market */
  day = 0;
  hour = 0;

  /**
   * @param rate    part of the shoppers who are followed, 0 to 1; always the same ones in a replicate
   * @param kinds   what is written down; default all
   */
  constructor(
    readonly rate: number,
    kinds: readonly EventKind[] = EVENT_KINDS,
    capacity = 1024,
  ) {
    this.columns = createColumns(capacity);
    for (const kind of kinds) this.wanted[EVENT_KINDS.indexOf(kind)] = 1;
  }
  /** 1 for each kind that is written down, shape [EVENT_KINDS] */
  readonly wanted = new Uint8Array(EVENT_KINDS.length);

  clear(): void {
    this.length = 0;
  }

  add(
    kind: number,
    shopper: number,
    segment: number,
    category: number,
    product: number,
    units: number,
    paid: number,
    discount: number,
    detail: number,
  ): void {
    if (this.wanted[kind] === 0) return;
    if (this.length === this.columns.day.length) this.grow();
    const { columns, length } = this;
    columns.day[length] = this.day;
    columns.kind[length] = kind;
    columns.hour[length] = this.hour;
    columns.shopper[length] = shopper;
    columns.segment[length] = segment;
    columns.product[length] = product;
    columns.category[length] = category;
    columns.units[length] = units;
    columns.paid[length] = paid;
    columns.discount[length] = discount;
    columns.detail[length] = detail;
    this.length += 1;
  }

  private grow(): void {
    const larger = createColumns(2 * this.columns.day.length);
    for (const name of Object.keys(larger) as (keyof EventColumns)[]) larger[name].set(this.columns[name]);
    this.columns = larger;
  }
}

function createColumns(capacity: number): EventColumns {
  return {
    day: new Int32Array(capacity),
    kind: new Uint8Array(capacity),
    hour: new Float32Array(capacity),
    shopper: new Int32Array(capacity),
    segment: new Int16Array(capacity),
    product: new Int32Array(capacity),
    category: new Int32Array(capacity),
    units: new Int32Array(capacity),
    paid: new Float64Array(capacity),
    discount: new Float64Array(capacity),
    detail: new Int32Array(capacity),
  };
}
