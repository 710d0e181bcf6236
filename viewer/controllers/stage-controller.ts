import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type CellSummary, cellListSchema, type RunSummary, replaySchema } from "../../experiments/wire.js";
import { resolveChoice } from "../choice.js";
import { type Episode, isWhole, newestDay, sameEpisode } from "../episode.js";
import { type Policy, policyNames } from "../policy.js";
import type { ReplayChoice } from "../route.js";
import type { State } from "../store.js";
import { FetchController } from "./fetch-controller.js";
import { MotionController } from "./motion-controller.js";
import { PlaybackController } from "./playback-controller.js";

/** While a run goes on, its cells are asked for at most this often, ms. */
const CELLS_MS = 5000;

/** Which episode is on screen: the newest live one once the one before has been played, or a recorded one. */
export class StageController implements ReactiveController {
  readonly player: PlaybackController;
  episode: Episode | null = null;
  /** the recorded episode on screen or on its way; null: live */
  choice: Required<ReplayChoice> | null = null;
  /** name of the cell that the recorded episode is of; empty: live, or none */
  cell = "";
  private readonly cellsFetch: FetchController<CellSummary[]>;
  private readonly replayFetch;
  private readonly motion: MotionController;
  /** names of the run's policies, the same in the ranking, the picker and the address */
  nameOf: (policy: Policy) => string = policyNames([]);
  private run = "";
  private live = false;
  private cellsDone = -1;
  private cellsAskedAt = Number.NEGATIVE_INFINITY;
  private shown: unknown = null;

  constructor(host: ReactiveControllerHost) {
    this.player = new PlaybackController(host);
    this.cellsFetch = new FetchController(host, cellListSchema);
    this.replayFetch = new FetchController(host, replaySchema);
    this.motion = new MotionController(host);
    host.addController(this);
  }
  hostDisconnected(): void {
    this.forget("");
  }

  get isLive(): boolean {
    return this.live;
  }
  get cells(): readonly CellSummary[] {
    return this.cellsFetch.answer.state === "ready" ? this.cellsFetch.answer.value : [];
  }
  get replay() {
    return !this.live && this.replayFetch.answer.state === "ready" ? this.replayFetch.answer.value : null;
  }
  /** why no replay can be shown; null where nothing is wrong */
  get trouble(): string | null {
    if (this.live) return null;
    for (const { answer } of [this.replayFetch, this.cellsFetch]) if (answer.state === "broken") return answer.message;
    const missing = this.cellsFetch.answer.state === "ready" && this.cells.length > 0 && this.choice === null;
    return missing ? "no finished cell is the one the address asks for" : null;
  }

  /**
   * Brings the stage up to date; called before every drawing.
   *
   * @param wanted  null: live where the run is running, else the leader's first episode
   */
  follow(run: string, wanted: ReplayChoice | null, state: State): void {
    if (run !== this.run) this.forget(run);
    const summary = state.runs?.get(run);
    if (!summary) return;
    this.askForCells(summary);
    this.nameOf = policyNames([...(state.ranking?.rows ?? []), ...this.cells]);
    const wasLive = this.live && this.episode !== null;
    const live = wanted === null && (summary.state === "running" || wasLive);
    if (live !== this.live) this.episode = null;
    this.live = live;
    if (live) this.followLive(state.episode);
    else this.followReplay(wanted ?? this.leader(state));
  }

  /** What can be replayed: asked for now and then while the run goes on, since the server has to read it. */
  private askForCells({ name, cellsDone, state }: RunSummary): void {
    if (cellsDone === 0 || cellsDone === this.cellsDone) return;
    if (state === "running" && performance.now() - this.cellsAskedAt < CELLS_MS) return;
    this.cellsDone = cellsDone;
    this.cellsAskedAt = performance.now();
    this.cellsFetch.ask(`api/runs/${encodeURIComponent(name)}/cells`, true);
  }

  private followLive(newest: Episode | null): void {
    this.choice = null;
    this.cell = "";
    this.shown = null;
    if (!newest) return;
    const { episode } = this;
    if (episode && sameEpisode(episode.header, newest.header)) {
      if (episode === newest) return;
      this.show(newest);
      if (this.motion.reduced && this.player.playback.playing) this.player.seek(newestDay(newest));
      return;
    }
    if (episode && this.player.playback.day < newestDay(episode)) return;
    this.show(newest);
    this.player.start(this.motion.reduced ? Math.max(0, newestDay(newest)) : 0, true);
  }

  private followReplay(wanted: ReplayChoice): void {
    const resolved = resolveChoice(this.cells, this.nameOf, wanted);
    this.choice = resolved?.choice ?? null;
    this.cell = resolved?.cell.cell ?? "";
    if (!resolved) return;
    const query = new URLSearchParams({ cell: resolved.cell.cell, episode: String(resolved.choice.episode) });
    this.replayFetch.ask(`api/runs/${encodeURIComponent(this.run)}/replay?${query}`);
    const { answer } = this.replayFetch;
    if (answer.state === "broken") this.episode = null;
    if (answer.state !== "ready" || answer.value === this.shown) return;
    this.shown = answer.value;
    this.show({ header: answer.value.header, frames: answer.value.frames });
    this.player.start(0, false);
  }

  private show(episode: Episode): void {
    this.episode = episode;
    this.player.bound(newestDay(episode), isWhole(episode));
  }

  private leader(state: State): ReplayChoice {
    const rows = state.ranking?.rows ?? [];
    const first =
      rows.length > 0 ? rows.reduce((best, row) => (row.meanProfit > best.meanProfit ? row : best)) : this.cells[0];
    return { policy: first ? this.nameOf(first) : "" };
  }

  private forget(run: string): void {
    this.run = run;
    this.cellsDone = -1;
    this.cellsAskedAt = Number.NEGATIVE_INFINITY;
    this.cellsFetch.forget();
    this.replayFetch.forget();
    this.episode = null;
    this.choice = null;
    this.cell = "";
    this.shown = null;
    this.live = false;
  }
}
