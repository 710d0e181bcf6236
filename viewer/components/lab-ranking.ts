import { css, html, LitElement, svg } from "lit";
import type { Ranking, RankingRow, RunSummary } from "../../experiments/wire.js";
import { drawRanking, type RankingDrawing, rankingHeight } from "../charts/ranking.js";
import { policyMark } from "../colours.js";
import { WidthController } from "../controllers/width-controller.js";
import { exactMoney, money, percent, signedMoney } from "../format.js";
import { baselineOf, type Policy } from "../policy.js";
import { runHref } from "../route.js";
import { chartStyle } from "../styles/chart.js";
import { rankingStyle } from "../styles/ranking.js";

export type Measure = "difference" | "profit";

/** The policies of one scenario, best first, each a dot with its interval; a row opens the policy's replay. */
export class LabRanking extends LitElement {
  static override styles = [
    chartStyle,
    rankingStyle,
    css`
      :host {
        display: block;
      }
      a.row {
        cursor: pointer;
        outline: none;
      }
      a.row:hover .hit,
      a.chosen .hit {
        fill: var(--control);
      }
      a.row:focus-visible .hit {
        stroke: var(--accent);
        stroke-width: 2;
      }
      /* A dot slides when a seed has finished; only then does anything move. */
      @media (prefers-reduced-motion: no-preference) {
        a.row,
        .whisker,
        circle {
          transition: 400ms ease-out;
          transition-property: transform, x, width, cx;
        }
      }
    `,
  ];
  static override properties = {
    ranking: { attribute: false },
    run: { attribute: false },
    scenario: {},
    nameOf: { attribute: false },
    measure: {},
    chosen: {},
  };
  declare ranking: Ranking;
  declare run: RunSummary | undefined;
  /** which rows to show */
  declare scenario: string;
  declare nameOf: (policy: Policy) => string;
  declare measure: Measure;
  /** label of the policy on screen, "" for none */
  declare chosen: string;
  private readonly size = new WidthController(this);

  constructor() {
    super();
    this.ranking = { baseline: "", rows: [] };
    this.run = undefined;
    this.scenario = "";
    this.nameOf = (policy) => policy.agent;
    this.measure = "difference";
    this.chosen = "";
  }

  override render() {
    const rows = this.rows();
    return html`${svg`<svg role="group" aria-label="policies by ${this.measure}, best first" height=${rankingHeight(rows.length, this.size.width)}></svg>`}`;
  }

  override updated(): void {
    const drawing = this.renderRoot.querySelector("svg");
    if (!drawing || this.size.width === 0) return;
    drawRanking(drawing, this.drawing(), { width: this.size.width });
  }

  private rows(): readonly RankingRow[] {
    return this.ranking.rows.filter((row) => row.scenario === this.scenario);
  }

  private drawing(): RankingDrawing {
    const currency = this.run?.currency ?? "";
    const days = this.run?.scoredDays ?? 1;
    const unit = `${currency || "money"} ${this.run?.scoredDays ? "a day" : "an episode"}`;
    const isDifference = this.measure === "difference";
    const base = baselineOf(this.rows(), this.ranking.baseline);
    const marks = this.rows().map((row) => {
      const value = (isDifference ? row.difference : row.iqm) / days;
      const [low, high] = (isDifference ? row.differenceCi : row.ci).map((bound) => bound / days);
      const label = this.nameOf(row);
      const amount = isDifference ? signedMoney(currency, value) : money(currency, value);
      const baseline = row === base && isDifference;
      return {
        key: label,
        label,
        href: runHref(this.run?.name ?? "", { policy: label }),
        mark: policyMark(row.agent),
        value,
        low,
        high,
        text: baseline ? "baseline" : `${amount} (${money("", low)} to ${money("", high)})`,
        title: rowTitle(row, currency, this.ranking.baseline),
        certain: row.distinguishable,
        chosen: label === this.chosen,
      };
    });
    const rule = base && { value: isDifference ? 0 : base.iqm / days, label: this.ranking.baseline };
    const what = isDifference ? `profit less that of ${this.ranking.baseline}` : "profit, interquartile mean";
    return { marks, rule: rule ?? null, axisTitle: `${what}, ${unit}` };
  }
}

function rowTitle(row: RankingRow, currency: string, baseline: string): string {
  const exact = (amount: number) => exactMoney(currency, amount);
  return [
    `mean profit an episode ${exact(row.meanProfit)}`,
    `interquartile mean ${exact(row.iqm)} (95% ${exact(row.ci[0])} to ${exact(row.ci[1])})`,
    `less ${baseline}: ${exact(row.difference)} (95% ${exact(row.differenceCi[0])} to ${exact(row.differenceCi[1])})`,
    `probability of improvement ${percent(row.probabilityOfImprovement)}`,
    row.score === undefined || row.scoreCi === undefined
      ? ""
      : `score ${percent(row.score)} of the oracle's gain (95% ${percent(row.scoreCi[0])} to ${percent(row.scoreCi[1])})`,
    `${row.seeds} seeds, ${row.episodes} episodes`,
    row.distinguishable ? "" : `not distinguishable from ${baseline}`,
  ]
    .filter(Boolean)
    .join("\n");
}

customElements.define("lab-ranking", LabRanking);
declare global {
  interface HTMLElementTagNameMap {
    "lab-ranking": LabRanking;
  }
}
