import { css, html, LitElement, svg } from "lit";
import { BOOK_LINES } from "../books.js";
import { drawWaterfall, type WaterfallStep } from "../charts/waterfall.js";
import { WidthController } from "../controllers/width-controller.js";
import { type Episode, frameAt, isWriteDown } from "../episode.js";
import { exactMoney, money } from "../format.js";
import { chartStyle } from "../styles/chart.js";

/** Lines drawn every day; the others on days when they are not zero. */
const USUAL: ReadonlySet<string> = new Set([
  "grossSales",
  "discount",
  "vendorFunding",
  "unitCost",
  "ordering",
  "holding",
]);
const HEIGHT = 208;

/** The day's money: from sales at list price to profit. */
export class LabWaterfall extends LitElement {
  static override styles = [
    chartStyle,
    css`
      :host {
        display: block;
      }
      .in {
        fill: var(--gain);
      }
      .out {
        fill: var(--loss);
      }
      .total {
        fill: var(--ink);
      }
      .link {
        stroke: var(--line-strong);
      }
      .amount,
      .name {
        font-size: 11px;
      }
      .name {
        fill: var(--ink-soft);
      }
    `,
  ];
  static override properties = { episode: { attribute: false }, day: { type: Number } };
  declare episode: Episode;
  declare day: number;
  private readonly size = new WidthController(this);

  constructor() {
    super();
    this.day = 0;
  }

  override render() {
    return html`${svg`<svg role="img" aria-label=${this.description()} height=${HEIGHT}></svg>`}`;
  }

  override updated(): void {
    const drawing = this.renderRoot.querySelector("svg");
    if (!drawing || this.size.width === 0) return;
    // A write-down widens the scale on its own day only.
    const { header, frames } = this.episode;
    const usual = frames.filter((frame) => frame && !isWriteDown(header, frame));
    const highest = usual.reduce((high, frame) => Math.max(high, frame?.money.grossSales ?? 0), 0);
    const lowest = usual.reduce((low, frame) => Math.min(low, frame?.money.profit ?? 0), 0);
    drawWaterfall(
      drawing,
      {
        steps: this.steps(),
        levels: [lowest, highest],
        axisTitle: `${header.currency} a day`,
        label: (amount) => money("", amount),
      },
      { width: this.size.width, height: HEIGHT },
    );
  }

  private steps(): WaterfallStep[] {
    const frame = frameAt(this.episode, this.day);
    if (!frame) return [];
    const { currency } = this.episode.header;
    const steps = BOOK_LINES.filter(({ line }) => USUAL.has(line) || frame.money[line] !== 0).map(
      ({ line, label, meaning, sign }) => ({
        label,
        amount: sign * frame.money[line],
        total: false,
        title: `${meaning}: ${exactMoney(currency, sign * frame.money[line])}`,
      }),
    );
    const { profit } = frame.money;
    return [
      ...steps,
      { label: "profit", amount: profit, total: true, title: `profit: ${exactMoney(currency, profit)}` },
    ];
  }

  private description(): string {
    const steps = this.steps().map((step) => step.title);
    return `The day's money. ${steps.join("; ")}`;
  }
}

customElements.define("lab-waterfall", LabWaterfall);
declare global {
  interface HTMLElementTagNameMap {
    "lab-waterfall": LabWaterfall;
  }
}
