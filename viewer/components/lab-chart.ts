import { css, html, LitElement, svg } from "lit";
import type { Chart, RowsChart } from "../../experiments/portable/plot.js";
import { barsHeight, drawBars } from "../charts/bars.js";
import { drawHeat, heatHeight } from "../charts/heat.js";
import { drawLines, drawLinesCursor, linesHeight } from "../charts/lines.js";
import { drawRanking, type RankingDrawing, rankingHeight } from "../charts/ranking.js";
import { drawTree, treeHeight } from "../charts/tree.js";
import { categoryColour } from "../colours.js";
import { WidthController } from "../controllers/width-controller.js";
import { rowText } from "../row-text.js";
import { chartStyle } from "../styles/chart.js";
import { rankingStyle } from "../styles/ranking.js";

/** One chart of a plot: lines, bars, dots, a heat map or a tree. Over lines, the values at the pointer are written above them. */
export class LabChart extends LitElement {
  static override styles = [
    chartStyle,
    rankingStyle,
    css`
      :host {
        display: block;
        touch-action: pan-y;
      }
      .panel-title {
        font-weight: 600;
      }
      .readout,
      .reading text,
      .rule text {
        font-size: 12px;
      }
      .readout {
        fill: var(--ink-soft);
      }
      g.rule {
        stroke-dasharray: none;
        stroke: none;
      }
      g.rule line {
        stroke: var(--ink-soft);
        stroke-dasharray: 3 3;
      }
      g.rule text {
        fill: var(--ink-soft);
      }
      .ribbon {
        fill-opacity: 0.18;
      }
      path.line {
        fill: none;
        stroke-width: 1.75;
        stroke-linejoin: round;
      }
      .series circle,
      .reading circle {
        stroke: none;
      }
      .series circle {
        fill-opacity: 0.7;
      }
      .cursor {
        stroke: var(--ink);
      }
      .row-name,
      .column-name,
      .cell text {
        font-size: 12px;
      }
      path.branch {
        fill: none;
        stroke: var(--line-strong);
      }
      .node circle {
        stroke: var(--ink-soft);
        stroke-width: 1.5;
      }
      .node.leaf circle {
        stroke: none;
      }
      .node.leaf .words {
        font-weight: 600;
      }
      .node .figures {
        stroke: none;
        fill: var(--ink-soft);
        font-size: 12px;
      }
      rect.ground {
        fill: var(--control);
      }
    `,
  ];
  static override properties = { chart: { attribute: false } };
  declare chart: Chart;
  private readonly size = new WidthController(this);

  override render() {
    const { chart } = this;
    const label = `${chart.heading}; the numbers are in the table`;
    return html`${svg`<svg
      role=${chart.kind === "dots" ? "group" : "img"}
      aria-label=${label}
      height=${this.height()}
      @pointermove=${this.point}
      @pointerleave=${this.leave}
    ></svg>`}`;
  }

  override updated(): void {
    const drawing = this.renderRoot.querySelector("svg");
    const box = { width: this.size.width };
    if (!drawing || box.width === 0) return;
    const { chart } = this;
    if (chart.kind === "lines") drawLines(drawing, chart, box);
    else if (chart.kind === "heat") drawHeat(drawing, chart, box);
    else if (chart.kind === "tree") drawTree(drawing, chart, box);
    else if (chart.kind === "bars") drawBars(drawing, chart, box);
    else drawRanking(drawing, asRanking(chart), box);
  }

  private height(): number {
    const { chart, size } = this;
    if (chart.kind === "lines") return linesHeight();
    if (chart.kind === "heat") return heatHeight(chart, size.width);
    if (chart.kind === "tree") return treeHeight(chart.nodes.length, size.width);
    return chart.kind === "bars"
      ? barsHeight(chart.rows.length, size.width)
      : rankingHeight(chart.rows.length, size.width);
  }
  private read(pixel: number | null): void {
    const drawing = this.renderRoot.querySelector("svg");
    if (drawing && this.chart.kind === "lines") drawLinesCursor(drawing, this.chart, pixel, { width: this.size.width });
  }
  private readonly point = (event: PointerEvent) => {
    this.read(event.clientX - (event.currentTarget as SVGSVGElement).getBoundingClientRect().left);
  };
  private readonly leave = () => this.read(null);
}

function asRanking({ rows, rule, x }: RowsChart): RankingDrawing {
  return {
    marks: rows.map((row) => ({
      key: row.name,
      label: row.name,
      href: null,
      mark: { colour: categoryColour(row.colour ?? 0), filled: true },
      value: row.value,
      low: row.low ?? row.value,
      high: row.high ?? row.value,
      text: rowText(row),
      title: `${row.name}: ${row.value}`,
      certain: true,
      chosen: false,
    })),
    rule: rule ?? null,
    axisTitle: x.title,
  };
}

customElements.define("lab-chart", LabChart);
declare global {
  interface HTMLElementTagNameMap {
    "lab-chart": LabChart;
  }
}
