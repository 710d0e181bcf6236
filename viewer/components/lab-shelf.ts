import { css, html, LitElement } from "lit";
import { drawSpark } from "../charts/spark.js";
import { drawStockBar } from "../charts/stock-bar.js";
import { productColour } from "../colours.js";
import { type Episode, frameAt } from "../episode.js";
import { exactMoney, percent, rounded } from "../format.js";
import { tableStyle } from "../styles/table.js";

/** Days in a spark line. */
const SPARK_DAYS = 28;

/** The shelf on a day: a row a product. */
export class LabShelf extends LitElement {
  static override styles = [
    tableStyle,
    css`
      :host {
        display: block;
      }
      td {
        height: 24px;
        vertical-align: middle;
      }
      td.name {
        font-weight: 500;
      }
      .dot {
        display: inline-block;
        width: 10px;
        height: 10px;
        border-radius: 50%;
        margin-right: 8px;
      }
      s {
        color: var(--ink-soft);
        margin-right: 4px;
      }
      .badge {
        display: inline-block;
        min-width: 40px;
        text-align: center;
        border-radius: 4px;
        padding: 0 4px;
        background: var(--ink);
        color: var(--card);
        font-size: 12px;
        line-height: 18px;
      }
      .with-number {
        display: flex;
        align-items: center;
        gap: 8px;
      }
      .with-number .figure {
        display: inline-block;
        min-width: 56px;
        text-align: right;
        white-space: nowrap;
      }
      .soft {
        color: var(--ink-soft);
      }
      .out {
        color: var(--loss-ink);
      }
      svg {
        display: block;
        flex: none;
      }
      :host([compact]) .with-number {
        flex-direction: column;
        align-items: flex-start;
        gap: 0;
      }
      :host([compact]) .with-number .figure {
        min-width: 0;
      }
      :host([compact]) svg {
        order: 3;
      }
      :host([compact]) s {
        display: block;
        margin: 0;
        font-size: 12px;
        line-height: 16px;
      }
      :host([compact]) .badge {
        min-width: 0;
      }
      :host([compact]) .dot {
        margin-right: 4px;
      }
    `,
  ];
  static override properties = {
    episode: { attribute: false },
    day: { type: Number },
    compact: { type: Boolean, reflect: true },
  };
  declare episode: Episode;
  declare day: number;
  /** true on narrow screens: smaller pictures */
  declare compact: boolean;

  constructor() {
    super();
    this.day = 0;
    this.compact = false;
  }

  override render() {
    const { header } = this.episode;
    const frame = frameAt(this.episode, this.day);
    if (!frame) return html``;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">product</th>
          <th scope="col" class="number">price, ${header.currency}</th>
          <th scope="col">offer</th>
          <th scope="col">on shelf (+ ordered), units</th>
          <th scope="col">sold, units a day</th>
        </tr>
      </thead>
      <tbody>
        ${header.products.map((product, p) => {
          const depth = frame.depth[p];
          return html`<tr>
            <td class="name"><span class="dot" .style=${`background:${productColour(p)}`}></span>${product.name}</td>
            <td class="number">
              ${depth > 0 ? html`<s>${exactMoney("", product.listPrice)}</s>` : ""}${exactMoney("", frame.price[p])}
            </td>
            <td>${depth > 0 ? html`<span class="badge">−${percent(depth)}</span>` : ""}</td>
            <td>
              <div class="with-number">
                <svg class="stock" aria-hidden="true"></svg>
                <span
                  ><span class="figure ${frame.stock[p] === 0 ? "out" : ""}"
                    >${frame.stock[p] === 0 ? "sold out" : rounded(frame.stock[p])}</span
                  >
                  <span class="soft">${frame.onOrder[p] > 0 ? `+${rounded(frame.onOrder[p])}` : ""}</span></span
                >
              </div>
            </td>
            <td>
              <div class="with-number">
                <svg class="spark" aria-hidden="true"></svg>
                <span class="figure">${rounded(frame.units[p])}</span>
              </div>
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  override updated(): void {
    const { header, frames } = this.episode;
    const frame = frameAt(this.episode, this.day);
    if (!frame) return;
    const stocks = this.renderRoot.querySelectorAll<SVGSVGElement>("svg.stock");
    const sparks = this.renderRoot.querySelectorAll<SVGSVGElement>("svg.spark");
    const highStock = frames.reduce(
      (high, f) => (f ? Math.max(high, ...f.stock.map((s, p) => s + f.onOrder[p])) : high),
      1,
    );
    const highUnits = frames.reduce((high, f) => (f ? Math.max(high, ...f.units) : high), 1);
    const width = this.compact ? { stock: 72, spark: 56 } : { stock: 120, spark: 112 };
    header.products.forEach((_, p) => {
      const colour = productColour(p);
      const levels = { stock: frame.stock[p], onOrder: frame.onOrder[p], high: highStock };
      drawStockBar(stocks[p], levels, { width: width.stock, height: 10, colour });
      const values = Array.from({ length: SPARK_DAYS }, (__, i) => {
        const day = this.day - SPARK_DAYS + 1 + i;
        return frames[day]?.units[p] ?? Number.NaN;
      });
      drawSpark(sparks[p], values, { width: width.spark, height: 18, colour, high: highUnits });
    });
  }
}

customElements.define("lab-shelf", LabShelf);
declare global {
  interface HTMLElementTagNameMap {
    "lab-shelf": LabShelf;
  }
}
