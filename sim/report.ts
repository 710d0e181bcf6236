import { CLOCK, type State } from "./layout.js";
import type { DayReport } from "./ledger.js";

/** The report of the last day as views of the state, so that it is restored with it, but for the numbers that `stampReport` writes. */
export function reportOver(state: State): DayReport {
  return {
    // No getters: an object with some is looked up by hash.
    day: 0,
    campaign: -1,
    refused: 0,
    money: {
      grossSales: state.grossSales,
      discount: state.discount,
      vendorFunding: state.vendorFunding,
      unitCost: state.unitCost,
      ordering: state.ordering,
      holding: state.holding,
      writeOff: state.writeOff,
      giftCost: state.giftCost,
      purchaseVariance: state.purchaseVariance,
    },
    store: state.store,
    depth: state.depth,
    offer: state.offer,
    price: state.price,
    regularPrice: state.regularPrice,
    units: state.units,
    promotedUnits: state.promotedUnits,
    mechanicUnits: state.mechanicUnits,
    mechanicDiscount: state.mechanicDiscount,
    demand: state.demand,
    stock: state.stock,
    onOrder: state.onOrder,
    received: state.received,
    ordered: state.ordered,
    expired: state.expired,
    stockOut: state.stockOut,
    active: state.active,
    churned: state.churned,
    acquired: state.acquired,
    couponsSent: state.couponsSent,
    couponsRedeemed: state.couponsRedeemed,
    rivalDiscount: state.rivalDiscount,
    adstock: state.adstock,
    visits: state.visits,
    buyers: state.buyers,
    segmentUnits: state.segmentUnits,
    segmentRevenue: state.segmentRevenue,
    segmentDiscount: state.segmentDiscount,
    segmentSatisfaction: state.segmentSatisfaction,
  };
}

/** Brings the report's numbers in line with the state: after a day, and after a restore. */
export function stampReport(report: DayReport, { clock }: State): void {
  report.day = clock[CLOCK.reportDay];
  report.campaign = clock[CLOCK.reportCampaign];
  report.refused = clock[CLOCK.refused];
}
