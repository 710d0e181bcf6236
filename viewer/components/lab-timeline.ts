import { css, html, LitElement, type PropertyValues, svg } from "lit";
import { timeScale } from "../charts/time-scale.js";
import { drawTimeline, drawTimelineCursor, type TimePanel, timelineHeight } from "../charts/timeline.js";
import { WidthController } from "../controllers/width-controller.js";
import { type Episode, newestDay } from "../episode.js";
import { dateOf } from "../format.js";
import { chartStyle } from "../styles/chart.js";
import { timePanels } from "../time-panels.js";

/**
 * The episode over its days, as small multiples over one axis with one crosshair.
 *
 * @fires day - CustomEvent<number>: the day the reader clicked on
 */
export class LabTimeline extends LitElement {
  static override styles = [
    chartStyle,
    css`
      :host {
        display: block;
        touch-action: pan-y;
      }
      svg {
        cursor: crosshair;
      }
      .panel-title {
        font-weight: 600;
        font-size: 13px;
      }
      .line path.area {
        fill-opacity: 0.14;
      }
      path.line {
        fill: none;
        stroke-width: 1.75;
        stroke-linejoin: round;
      }
      .foot {
        stroke: var(--line);
      }
      .veil {
        fill: var(--card);
        fill-opacity: 0.72;
      }
      .cursor {
        stroke: var(--ink);
      }
      .reading text {
        font-size: 12px;
      }
      .reading .name {
        fill: var(--ink-soft);
      }
    `,
  ];
  static override properties = {
    episode: { attribute: false },
    day: { type: Number },
    veil: { type: Boolean },
    pointedDay: { state: true },
  };
  declare episode: Episode;
  declare day: number;
  /** true: the days after `day` are veiled */
  declare veil: boolean;
  /** under the pointer, -1 where it is elsewhere */
  declare private pointedDay: number;
  private readonly size = new WidthController(this);
  private panels: TimePanel[] = [];
  private drawnWidth = 0;

  constructor() {
    super();
    this.day = 0;
    this.veil = false;
    this.pointedDay = -1;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("episode")) this.panels = timePanels(this.episode);
  }

  override render() {
    const { header } = this.episode;
    const label = `profit, revenue, prices, units and stock by day of ${header.agent}, day ${this.readDay()}, ${dateOf(header.startDate, this.readDay())}; the numbers are in the table`;
    return html`${svg`<svg
      role="img"
      aria-label=${label}
      height=${timelineHeight(this.panels)}
      @pointermove=${this.point}
      @pointerleave=${this.leave}
      @click=${this.choose}
    ></svg>`}`;
  }

  override updated(changed: PropertyValues<this>): void {
    const drawing = this.renderRoot.querySelector("svg");
    const { width } = this.size;
    if (!drawing || width === 0) return;
    const data = { header: this.episode.header, panels: this.panels };
    if (changed.has("episode") || width !== this.drawnWidth) drawTimeline(drawing, data, { width });
    this.drawnWidth = width;
    drawTimelineCursor(drawing, data, { day: this.readDay(), veil: this.veil && this.pointedDay < 0 }, { width });
  }

  private readDay(): number {
    return this.pointedDay >= 0 ? this.pointedDay : this.day;
  }
  private dayAt(event: PointerEvent | MouseEvent): number {
    const left = this.renderRoot.querySelector("svg")?.getBoundingClientRect().left ?? 0;
    const day = Math.floor(timeScale(this.episode.header, this.size.width).invert(event.clientX - left));
    return day < 0 || day > newestDay(this.episode) ? -1 : day;
  }
  private readonly point = (event: PointerEvent) => {
    if (event.pointerType === "mouse") this.pointedDay = this.dayAt(event);
  };
  private readonly leave = () => {
    this.pointedDay = -1;
  };
  private readonly choose = (event: MouseEvent) => {
    const day = this.dayAt(event);
    if (day >= 0) this.dispatchEvent(new CustomEvent("day", { detail: day }));
  };
}

customElements.define("lab-timeline", LabTimeline);
declare global {
  interface HTMLElementTagNameMap {
    "lab-timeline": LabTimeline;
  }
}
