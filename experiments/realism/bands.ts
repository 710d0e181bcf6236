/** Where a measure lies in real markets. */
export interface Band {
  readonly low: number;
  readonly high: number;
  readonly source: string;
}

/** A band for any scenario, and others for presets that say they are different. */
interface Bands extends Band {
  readonly presets?: { readonly [scenario: string]: Band };
}

const BRANDS = "brands: mean -2.62 of 1,851 elasticities in 81 studies (Bijmolt, van Heerde and Pieters 2005)";
const AGGREGATE =
  "weaker than a brand's, -2.62 (Bijmolt, van Heerde and Pieters 2005), as less can be switched from; not weaker than all demand for a food, -.27 to -.81 (Andreyeva, Long and Brownell 2010)";
const THIRDS = "a third on average of four sets of store data (van Heerde, Leeflang and Wittink 2004), .2 either way";
const CVS = "of a drug chain's promotions 45% of the lift is incremental (Ailawadi, Harlam, Cesar and Trounce 2007)";
const DAILY = "of daily item data (Leeflang, Parreno Selva, van Dijk and Wittink 2008)";
const YOGURT_THIRDS = "preset yogurt: set to a third each (van Heerde, Leeflang and Wittink 2004), .15 either way";

/**
 * Bands by measure. Bands of a preset are data of this card, not of the simulation: they tell where its source differs
 * from the literature at large.
 */
export const BANDS = {
  productElasticity: { low: -4, high: -1, source: BRANDS },
  categoryElasticity: { low: -2.62, high: -0.27, source: AGGREGATE },
  storeElasticity: { low: -2.62, high: -0.27, source: AGGREGATE },
  crossElasticity: {
    low: 0,
    high: 0.52,
    source:
      "mean .26, median .10 of 7,264 estimates, and .52 in the meta-analysis before (Auer and Papies 2020; Sethuraman, Srinivasan and Kim 1999)",
    presets: {
      "orange-juice": {
        low: 0,
        high: 0.96,
        source:
          "preset orange-juice: -.09 to .96 over the six pairs of its stores' brands, mean .41 (least squares of ln sales on all ln prices and features; Montgomery 1997's data)",
      },
    },
  },
  /** of an elasticity: the bump over usual sales and over the depth */
  promotionElasticity: {
    low: 3.63,
    high: 32.7,
    source:
      "price cuts alone: mean 3.63 (Bijmolt, van Heerde and Pieters 2005, in van Heerde and Neslin 2008); with feature or display up to 9 times that (Narasimhan, Neslin and Sen 1996)",
  },
  switching: {
    low: 0.13,
    high: 0.55,
    source: `${THIRDS}; ${CVS}, which leaves .55`,
    presets: { yogurt: { low: 0.18, high: 0.48, source: YOGURT_THIRDS } },
  },
  timing: {
    low: 0.06,
    high: 0.53,
    source: `${THIRDS}; .06 ${DAILY}`,
    presets: { yogurt: { low: 0.18, high: 0.48, source: YOGURT_THIRDS } },
  },
  expansion: {
    low: 0.13,
    high: 0.72,
    source: `${THIRDS}; .72 ${DAILY}`,
    presets: { yogurt: { low: 0.18, high: 0.48, source: YOGURT_THIRDS } },
  },
  dip: {
    low: 0.04,
    high: 0.25,
    source: "4 to 25% of the effect in the week, tuna and toilet tissue (van Heerde, Leeflang and Wittink 2000)",
    presets: {
      yogurt: {
        low: 0,
        high: 0.25,
        source:
          "preset yogurt: up to 25% (van Heerde, Leeflang and Wittink 2000, who say that store data rarely show any); its panel's strong loyalty to the brand bought last pays part of the dip back",
      },
    },
  },
  spill: {
    low: -0.11,
    high: 0.2,
    source: `substitution .11, complements .20 between categories, .09 in all, ${DAILY}; .16 in a drug chain (Ailawadi, Harlam, Cesar and Trounce 2007)`,
  },
  discountShare: {
    low: 0,
    high: 1,
    source: "who takes the deal is more price elastic than who does not (Narasimhan 1984)",
  },
  campaignGain: {
    low: 0,
    high: 25,
    source:
      "vendors' money decides whether a retailer gains (Ailawadi, Harlam, Cesar and Trounce 2006); the sign is the fact, the upper end keeps out the absurd",
  },
  alwaysGain: {
    low: -100,
    high: 0,
    source:
      "over half of a drug chain's promotions lose, and all of them together (Ailawadi, Harlam, Cesar and Trounce 2007)",
  },
  /** own-price elasticities of the store, which tell what a price cut does to its revenue */
  alwaysRevenue: { low: -2.62, high: -0.27, source: `the store's own-price elasticity: ${AGGREGATE}` },
  alwaysShoppers: {
    low: -5,
    high: 5,
    source:
      "promotions have virtually no permanent effect on who buys (Pauwels, Hanssens and Siddarth 2002); 5 in 100 either way",
  },
  keptAYear: {
    low: 70,
    high: 95,
    source:
      "half of a firm's customers are lost in five years, which leaves 87% a year (Reichheld 1996); 70 to 95% in five firms (Gupta, Lehmann and Stuart 2004)",
  },
  targetedLead: {
    low: 0,
    high: 25,
    source:
      "targeted coupons gain more than blanket ones (Rossi, McCulloch and Allenby 1996); the sign is the fact, the upper end keeps out the absurd",
  },
  targetedRatio: {
    low: 1,
    high: 2.5,
    source:
      "1.5 times with one purchase known, 2.5 times with a short history (Rossi, McCulloch and Allenby 1996); not less than 1",
  },
  basketLift: {
    low: 1.2,
    high: 3.8,
    source:
      "pairs of 169 categories in 9,835 baskets of a grocer: milk and rolls 1.2, roots and other vegetables 2.2, berries and cream 3.8 (data of Hahsler, Hornik and Reutterer 2006)",
  },
  advertisingNow: {
    low: 0.05,
    high: 0.22,
    source:
      "mean .12 of 751 (Sethuraman, Tellis and Briesch 2011), .09 elsewhere (Henningsen, Heuke and Clement 2011), .22 before (Assmus, Farley and Lehmann 1984); .05 at least",
  },
  advertisingLater: {
    low: 0.1,
    high: 0.41,
    source:
      "mean .24 of 402 (Sethuraman, Tellis and Briesch 2011), .41 before (Assmus, Farley and Lehmann 1984); .1 at least",
  },
  waste: {
    low: 2.2,
    high: 12.6,
    source:
      "2.2% of sweet corn (Buzby, Bentley, Padera, Ammon and Campuzano 2015), 11.6% of fresh vegetables and 12.6% of fresh fruit in 2,900 supermarkets (Buzby, Bentley, Padera, Campuzano and Ammon 2016)",
  },
} as const satisfies Record<string, Bands>;

export type BandName = keyof typeof BANDS;

/** The band of a measure in a scenario, by the scenario's name. */
export function bandOf(name: BandName, scenario: string): Band {
  const { low, high, source, presets }: Bands = BANDS[name];
  return presets?.[scenario] ?? { low, high, source };
}
