import { type Ranking, type RunSummary, type ServerMessage, WIRE_VERSION } from "../experiments/wire.js";
import { type Episode, withFrames } from "./episode.js";

/** What the page knows of the world; replaced whole, never changed in place. */
export interface State {
  /** null until the server has said which there are */
  readonly runs: ReadonlyMap<string, RunSummary> | null;
  readonly watched: string | null;
  /** of the watched run, as its ranking and episode and failures */
  readonly ranking: Ranking | null;
  readonly episode: Episode | null;
  readonly failures: readonly { readonly cell: string; readonly message: string }[];
  readonly connection: Connection;
}

export type Connection =
  | { readonly state: "connecting" }
  | { readonly state: "open" }
  /** @param retryAt  when the next try starts, ms since 1970; @param since  when the connection went */
  | { readonly state: "lost"; readonly since: number; readonly retryAt: number }
  /** the server speaks another language: only a reload helps */
  | { readonly state: "broken"; readonly message: string };

export const INITIAL: State = {
  runs: null,
  watched: null,
  ranking: null,
  episode: null,
  failures: [],
  connection: { state: "connecting" },
};

const MOST_FAILURES = 20;

/** The state after a message; messages about a run that is not watched any more change nothing. */
export function received(state: State, message: ServerMessage): State {
  if ("run" in message && typeof message.run === "string" && message.run !== state.watched) return state;
  switch (message.type) {
    case "hello":
      if (message.version !== WIRE_VERSION) {
        const versions = `The server speaks version ${message.version} and this page ${WIRE_VERSION}.`;
        return { ...state, connection: { state: "broken", message: versions } };
      }
      return { ...state, runs: new Map(message.runs.map((run) => [run.name, run])) };
    case "run":
      return { ...state, runs: new Map(state.runs ?? []).set(message.run.name, message.run) };
    case "ranking":
      return { ...state, ranking: message.ranking };
    case "episode":
      return { ...state, episode: { header: message.header, frames: [] } };
    case "frames":
      return state.episode ? { ...state, episode: withFrames(state.episode, message.frames) } : state;
    case "failure": {
      const failure = { cell: message.cell, message: message.message };
      if (state.failures.some((known) => known.cell === failure.cell)) return state;
      return { ...state, failures: [...state.failures, failure].slice(-MOST_FAILURES) };
    }
    case "error":
      return { ...state, connection: { state: "broken", message: message.message } };
  }
}

/** The state once another run is looked at. */
export function watching(state: State, run: string | null): State {
  return run === state.watched ? state : { ...state, watched: run, ranking: null, episode: null, failures: [] };
}

export interface Store {
  readonly state: State;
  update(change: (state: State) => State): void;
  /** @returns a function that ends the subscription */
  subscribe(listener: () => void): () => void;
}

/**
 * Holds the state and tells listeners of changes, at most once a frame however many there were.
 *
 * @param schedule  runs a function before the next drawing: `requestAnimationFrame` in a page
 */
export function createStore(schedule: (run: () => void) => unknown): Store {
  let state = INITIAL;
  let scheduled = false;
  const listeners = new Set<() => void>();
  return {
    get state() {
      return state;
    },
    update(change) {
      const next = change(state);
      if (next === state) return;
      state = next;
      if (scheduled) return;
      scheduled = true;
      schedule(() => {
        scheduled = false;
        for (const listener of listeners) listener();
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
