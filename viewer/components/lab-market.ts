import { css, html, LitElement } from "lit";
import { BOOK_LINES } from "../books.js";
import { WidthController } from "../controllers/width-controller.js";
import { type Episode, frameAt } from "../episode.js";
import type { Table } from "../export.js";
import { dateOf } from "../format.js";
import "./lab-figure.js";
import "./lab-segments.js";
import "./lab-shelf.js";
import "./lab-waterfall.js";

const COMPACT_BELOW = 520;

/** The market on one day: the shelf, the day's money, and the segments. */
export class LabMarket extends LitElement {
  static override styles = css`
    :host {
      display: block;
      min-width: 0;
    }
    .below {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
      gap: 16px 24px;
      margin-top: 20px;
    }
    .below.one {
      grid-template-columns: minmax(0, 1fr);
    }
  `;
  static override properties = { episode: { attribute: false }, day: { type: Number } };
  declare episode: Episode;
  declare day: number;
  private readonly size = new WidthController(this);

  constructor() {
    super();
    this.day = 0;
  }

  override render() {
    const { episode, day } = this;
    const { width } = this.size;
    return html`<lab-figure heading="Shelf" .level=${3} .table=${() => this.shelfTable()}>
        <lab-shelf .episode=${episode} .day=${day} .compact=${width < COMPACT_BELOW}></lab-shelf>
      </lab-figure>
      <div class="below ${width < 600 ? "one" : ""}">
        <lab-figure heading="Money of the day" .level=${3} .table=${() => this.moneyTable()}>
          <lab-waterfall .episode=${episode} .day=${day}></lab-waterfall>
        </lab-figure>
        <lab-figure heading="Segments" .level=${3} .table=${() => this.segmentTable()}>
          <lab-segments .episode=${episode} .day=${day}></lab-segments>
        </lab-figure>
      </div>`;
  }

  private shelfTable(): Table {
    const { header } = this.episode;
    const frame = frameAt(this.episode, this.day);
    return {
      columns: ["day", "product", "list price", "price", "off", "stock", "ordered", "sold"],
      rows: frame
        ? header.products.map(({ name, listPrice }, p) => [
            frame.day,
            name,
            listPrice,
            frame.price[p],
            frame.depth[p],
            frame.stock[p],
            frame.onOrder[p],
            frame.units[p],
          ])
        : [],
    };
  }
  private moneyTable(): Table {
    const { header } = this.episode;
    const frame = frameAt(this.episode, this.day);
    return {
      columns: ["day", "date", "line", `amount, ${header.currency}`],
      rows: frame
        ? [
            ...BOOK_LINES.map(({ line, meaning, sign }) => [meaning, sign * frame.money[line] || 0] as const),
            ["profit", frame.money.profit] as const,
          ].map(([line, amount]) => [frame.day, dateOf(header.startDate, frame.day), line, amount])
        : [],
    };
  }
  private segmentTable(): Table {
    const { header } = this.episode;
    const frame = frameAt(this.episode, this.day);
    return {
      columns: ["day", "segment", "visits", "buyers", "units", "revenue", "discount", "satisfaction"],
      rows: frame
        ? header.segments.map((name, s) => [
            frame.day,
            name,
            frame.visits[s],
            frame.buyers[s],
            frame.segmentUnits[s],
            frame.segmentRevenue[s],
            frame.segmentDiscount[s],
            frame.satisfaction[s],
          ])
        : [],
    };
  }
}

customElements.define("lab-market", LabMarket);
declare global {
  interface HTMLElementTagNameMap {
    "lab-market": LabMarket;
  }
}
