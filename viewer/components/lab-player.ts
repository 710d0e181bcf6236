import { css, html, LitElement, type PropertyValues, svg } from "lit";
import { drawEventMarks } from "../charts/event-marks.js";
import { timeMargins } from "../charts/time-scale.js";
import { KeysController } from "../controllers/keys-controller.js";
import { WidthController } from "../controllers/width-controller.js";
import { type Episode, type EpisodeEvent, eventsOf, scoredDays } from "../episode.js";
import { dateOf } from "../format.js";
import { type Playback, SPEEDS, type Speed } from "../playback.js";
import { controlStyle } from "../styles/control.js";

const MARKS_HEIGHT = 24;
/** half of the scrubber's thumb */
const THUMB = 8;

/**
 * Play, pause, speed, and a scrubber with the episode's events marked under it, in line with the time charts.
 *
 * @fires day - CustomEvent<number>: the day asked for
 * @fires toggle-play - play or pause
 * @fires speed - CustomEvent<Speed>
 */
export class LabPlayer extends LitElement {
  static override styles = [
    controlStyle,
    css`
      :host {
        display: block;
      }
      .controls {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
      }
      .play {
        min-width: 84px;
      }
      .speeds {
        display: flex;
      }
      .speeds button {
        border-radius: 0;
        margin-left: -1px;
        padding: 4px 10px;
      }
      .speeds button:first-child {
        border-radius: var(--radius) 0 0 var(--radius);
      }
      .speeds button:last-child {
        border-radius: 0 var(--radius) var(--radius) 0;
      }
      output {
        font-weight: 600;
        flex: 1 1 200px;
        min-width: 0;
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .soft {
        color: var(--ink-soft);
        font-weight: 400;
      }
      input {
        appearance: none;
        background: none;
        display: block;
        height: 24px;
        margin: 4px 0 0;
        padding: 0;
        cursor: pointer;
      }
      input::-webkit-slider-runnable-track {
        height: 4px;
        border-radius: 2px;
        background: var(--line-strong);
      }
      input::-webkit-slider-thumb {
        appearance: none;
        width: 16px;
        height: 16px;
        margin-top: -6px;
        border-radius: 50%;
        background: var(--accent);
        border: 2px solid var(--card);
      }
      input::-moz-range-track {
        height: 4px;
        border-radius: 2px;
        background: var(--line-strong);
      }
      input::-moz-range-thumb {
        width: 12px;
        height: 12px;
        border-radius: 50%;
        background: var(--accent);
        border: 2px solid var(--card);
      }
      input:focus-visible {
        outline: none;
      }
      input:focus-visible::-webkit-slider-thumb {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      input:focus-visible::-moz-range-thumb {
        outline: 2px solid var(--accent);
        outline-offset: 2px;
      }
      svg {
        display: block;
      }
      .offer {
        stroke-width: 2;
      }
      .sold-out {
        fill: none;
        stroke-width: 1.5;
      }
    `,
  ];
  static override properties = {
    episode: { attribute: false },
    newest: { type: Number },
    playback: { attribute: false },
  };
  declare episode: Episode;
  /** newest day there is to go to */
  declare newest: number;
  declare playback: Playback;
  private readonly size = new WidthController(this);
  private events: readonly EpisodeEvent[] = [];

  constructor() {
    super();
    this.newest = 0;
    new KeysController(this, [
      { key: " ", label: "play or pause", run: () => this.toggle() },
      ...SPEEDS.map((speed, i) => ({
        key: String(i + 1),
        label: `${speed} ${speed === 1 ? "day" : "days"} a second`,
        run: () => this.setSpeed(speed),
      })),
      { key: "ArrowRight", label: "a day on", run: () => this.seek(this.playback.day + 1) },
      { key: "ArrowLeft", label: "a day back", run: () => this.seek(this.playback.day - 1) },
      { key: "Shift+ArrowRight", label: "a week on", run: () => this.seek(this.playback.day + 7) },
      { key: "Shift+ArrowLeft", label: "a week back", run: () => this.seek(this.playback.day - 7) },
      { key: "n", label: "to the next event", run: () => this.seekEvent(1) },
      { key: "p", label: "to the event before", run: () => this.seekEvent(-1) },
      { key: "Home", label: "to the first day", run: () => this.seek(0) },
      { key: "End", label: "to the last day", run: () => this.seek(this.newest) },
    ]);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("episode")) this.events = eventsOf(this.episode);
  }

  override render() {
    const { day, playing, speed } = this.playback;
    const { header } = this.episode;
    const campaign = header.campaigns.find((c) => day >= c.firstDay && day <= c.lastDay)?.name;
    const place = day >= header.horizonDays ? "tail, promotions off" : (campaign ?? "");
    const date = dateOf(header.startDate, day);
    const today = this.events.filter((event) => event.day === day).map((event) => event.text);
    return html`<div class="controls">
        <button class="play" @click=${this.toggle}>${playing ? "Pause" : "Play"}</button>
        <div class="speeds" role="radiogroup" aria-label="days a second">
          ${SPEEDS.map(
            (choice) => html`<button
              role="radio"
              aria-checked=${choice === speed}
              title="${choice} ${choice === 1 ? "day" : "days"} a second"
              @click=${() => this.setSpeed(choice)}
            >
              ${choice}x
            </button>`,
          )}
        </div>
        <output for="scrubber"
          >day ${day} <span class="soft">${date}${place ? `, ${place}` : ""}${today.length > 0 ? `: ${today.join(", ")}` : ""}</span></output
        >
      </div>
      <input
        id="scrubber"
        type="range"
        min="0"
        max=${scoredDays(header) - 1}
        step="1"
        .value=${String(day)}
        aria-label="day of the episode"
        aria-valuetext="day ${day}, ${date}${place ? `, ${place}` : ""}"
        @input=${this.scrub}
      />
      ${svg`<svg role="img" aria-label="events: ${this.events.length} in this episode; n and p go through them" height=${MARKS_HEIGHT}></svg>`}`;
  }

  override updated(changed: PropertyValues<this>): void {
    const drawing = this.renderRoot.querySelector("svg");
    const input = this.renderRoot.querySelector("input");
    const { width } = this.size;
    if (!drawing || !input || width === 0) return;
    const { left, right } = timeMargins(width);
    const halfDay = (width - left - right) / scoredDays(this.episode.header) / 2;
    input.style.width = `${width - left - right - 2 * halfDay + 2 * THUMB}px`;
    input.style.marginLeft = `${left + halfDay - THUMB}px`;
    if (changed.has("episode") || drawing.clientWidth !== width) {
      drawEventMarks(drawing, { header: this.episode.header, events: this.events }, { width, height: MARKS_HEIGHT });
    }
  }

  private readonly toggle = () => this.dispatchEvent(new CustomEvent("toggle-play"));
  private setSpeed(speed: Speed): void {
    this.dispatchEvent(new CustomEvent("speed", { detail: speed }));
  }
  private seek(day: number): void {
    this.dispatchEvent(new CustomEvent("day", { detail: day }));
  }
  private seekEvent(direction: 1 | -1): void {
    const { day } = this.playback;
    const ahead = this.events.filter((event) => (event.day - day) * direction > 0);
    const next = direction > 0 ? ahead[0] : ahead[ahead.length - 1];
    if (next) this.seek(next.day);
  }
  private readonly scrub = (event: Event) => this.seek(Number((event.target as HTMLInputElement).value));
}

customElements.define("lab-player", LabPlayer);
declare global {
  interface HTMLElementTagNameMap {
    "lab-player": LabPlayer;
  }
}
