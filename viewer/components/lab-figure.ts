import { css, html, LitElement, nothing } from "lit";
import { keymap } from "../controllers/keys-controller.js";
import { saveFile, type Table, toCsv, toPng, toSvg } from "../export.js";
import type { KeyBinding } from "../keymap.js";
import { controlStyle } from "../styles/control.js";
import { tableStyle } from "../styles/table.js";

/**
 * A chart with what belongs to it: heading, caption, the table of its exact numbers, and its export as SVG, PNG and CSV. The
 * keys b, v, i and x act on the figure that holds the focus or was touched last; f goes to the next.
 *
 * @slot - the chart: an element whose shadow root holds one svg, or the svg itself
 * @slot actions - further controls beside the heading
 */
export class LabFigure extends LitElement {
  static override styles = [
    controlStyle,
    tableStyle,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      figure {
        margin: 0;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 8px;
        margin-bottom: 4px;
      }
      h2,
      h3 {
        font-size: 14px;
        line-height: 20px;
        font-weight: 600;
        margin: 0;
        margin-right: auto;
      }
      figcaption {
        color: var(--ink-soft);
        font-size: 12px;
        line-height: 16px;
        margin-top: 8px;
        max-width: 75ch;
      }
      .tools {
        display: flex;
        gap: 0;
      }
      .table {
        max-height: 320px;
        overflow: auto;
        margin-top: 8px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: 0 8px;
      }
      .table th {
        position: sticky;
        top: 0;
        background: var(--card);
      }
      .table td,
      .table th {
        white-space: nowrap;
      }
    `,
  ];
  static override properties = {
    heading: {},
    level: { type: Number },
    caption: {},
    table: { attribute: false },
    tableShown: { state: true },
  };
  declare heading: string;
  /** of the heading, 2 or 3 */
  declare level: 2 | 3;
  declare caption: string;
  /** asked for only when it is looked at or saved */
  declare table: () => Table;
  declare private tableShown: boolean;

  constructor() {
    super();
    this.heading = "";
    this.level = 2;
    this.caption = "";
    this.table = () => ({ columns: [], rows: [] });
    this.tableShown = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    figures.add(this);
    if (figures.size === 1) takeBackKeys = keymap.add(figureKeys);
    this.addEventListener("focusin", this.touch);
    this.addEventListener("pointerdown", this.touch);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    figures.delete(this);
    if (touched === this) touched = null;
    if (figures.size === 0) takeBackKeys?.();
  }

  override render() {
    const heading = this.level === 2 ? html`<h2>${this.heading}</h2>` : html`<h3>${this.heading}</h3>`;
    return html`<figure tabindex="-1" aria-label=${this.heading}>
      <div class="head">
        ${heading}
        <slot name="actions"></slot>
        <div class="tools" role="group" aria-label="${this.heading}: numbers and export">
          <button class="quiet" aria-expanded=${this.tableShown} @click=${this.toggleTable}>Table</button>
          <button class="quiet" @click=${this.saveSvg}>SVG</button>
          <button class="quiet" @click=${this.savePng}>PNG</button>
          <button class="quiet" @click=${this.saveCsv}>CSV</button>
        </div>
      </div>
      <slot></slot>
      ${this.tableShown ? this.renderTable() : nothing}
      ${this.caption ? html`<figcaption>${this.caption}</figcaption>` : nothing}
    </figure>`;
  }

  private renderTable() {
    const { columns, rows } = this.table();
    const number = (column: number) => (typeof rows[0]?.[column] === "number" ? "number" : "");
    return html`<div class="table" tabindex="0" role="region" aria-label="${this.heading}: table">
      <table>
        <thead>
          <tr>
            ${columns.map((column, i) => html`<th scope="col" class=${number(i)}>${column}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) => html`<tr>
              ${row.map((value) => html`<td class=${typeof value === "number" ? "number" : ""}>${shown(value)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  toggleTable(): void {
    this.tableShown = !this.tableShown;
  }
  saveSvg(): void {
    const svg = this.drawing();
    if (svg) saveFile(`${this.fileName()}.svg`, toSvg(svg), "image/svg+xml");
  }
  savePng(): void {
    const svg = this.drawing();
    if (svg) toPng(svg).then((png) => saveFile(`${this.fileName()}.png`, png, "image/png"));
  }
  saveCsv(): void {
    saveFile(`${this.fileName()}.csv`, toCsv(this.table()), "text/csv");
  }
  override focus(): void {
    this.renderRoot.querySelector("figure")?.focus();
  }

  private drawing(): SVGSVGElement | null {
    for (const child of this.children) {
      const svg = child instanceof SVGSVGElement ? child : (child.shadowRoot ?? child).querySelector("svg");
      if (svg && !child.hasAttribute("slot")) return svg;
    }
    return null;
  }
  private fileName(): string {
    return `promolab-${this.heading.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  }
  private readonly touch = () => {
    touched = this;
  };
}

/** Numbers in full, with thousands apart. */
function shown(value: string | number): string {
  return typeof value === "number" ? value.toLocaleString("en-US", { maximumFractionDigits: 4 }) : value;
}

const figures = new Set<LabFigure>();
let touched: LabFigure | null = null;
let takeBackKeys: (() => void) | undefined;

function inOrder(): LabFigure[] {
  return [...figures].sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top);
}
const current = () => touched ?? inOrder()[0];
const figureKeys: readonly KeyBinding[] = [
  {
    key: "f",
    label: "go to the next chart",
    run() {
      const all = inOrder();
      touched = all[(touched ? all.indexOf(touched) + 1 : 0) % all.length];
      touched.focus();
    },
  },
  { key: "b", label: "show or hide the chart's table", run: () => current().toggleTable() },
  { key: "v", label: "save the chart as SVG", run: () => current().saveSvg() },
  { key: "i", label: "save the chart as PNG", run: () => current().savePng() },
  { key: "x", label: "save the chart's numbers as CSV", run: () => current().saveCsv() },
];

customElements.define("lab-figure", LabFigure);
declare global {
  interface HTMLElementTagNameMap {
    "lab-figure": LabFigure;
  }
}
