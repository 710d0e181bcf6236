import type { WebSocket } from "ws";
import {
  clientMessageSchema,
  type Ranking,
  type RunSummary,
  type ServerMessage,
  type SweepEvent,
  WIRE_VERSION,
} from "../wire.js";
import { Reader } from "./reader.js";
import type { RunSource } from "./run-source.js";
import { Stage } from "./stage.js";

/** Messages a reader gets at most in a second. */
export const MESSAGES_A_SECOND = 20;
const POLL_MS = 2000;
const HEARTBEAT_MS = 30_000;
const MOST_KEPT_FAILURES = 20;

/** What is known of a run that this process is running. */
interface LiveRun {
  summary: RunSummary | null;
  ranking: Ranking | null;
  stage: Stage;
  failures: { cell: string; message: string }[];
}

export interface Live {
  /** Takes news of a run. Never waits, never throws: the run comes first. */
  publish(event: SweepEvent, run: string): void;
  /** A page has connected. */
  join(socket: WebSocket): void;
  /** newest summaries: of runs in this process as published, of the others as on disk */
  summaries(): Promise<RunSummary[]>;
  /** newest ranking published in this process, null where there is none */
  ranking(run: string): Ranking | null;
  close(): void;
}

/** Brings news of runs to the pages that watch them; also finds news on disk of runs that other processes make. */
export function createLive(source: RunSource): Live {
  const runs = new Map<string, LiveRun>();
  const readers = new Map<WebSocket, Reader>();
  let onDisk = new Map<string, string>();
  let ticking: NodeJS.Timeout | undefined;

  const liveRun = (name: string): LiveRun => {
    let run = runs.get(name);
    if (!run) {
      run = { summary: null, ranking: null, stage: new Stage(), failures: [] };
      runs.set(name, run);
    }
    return run;
  };

  const tick = () => {
    let waiting = false;
    for (const reader of readers.values()) waiting = reader.flush() || waiting;
    if (!waiting) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
  const wake = () => {
    if (ticking === undefined && readers.size > 0) ticking = setInterval(tick, 1000 / MESSAGES_A_SECOND);
  };
  const toWatchers = (run: string, queue: (reader: Reader) => void) => {
    for (const reader of readers.values()) if (reader.watching === run) queue(reader);
    wake();
  };
  const toAll = (queue: (reader: Reader) => void) => {
    for (const reader of readers.values()) queue(reader);
    wake();
  };

  const summaries = async () => {
    const ours = [...runs.values()].flatMap(({ summary }) => summary ?? []);
    const others = await source.list(new Set(ours.map((run) => run.name)));
    return [...others, ...ours];
  };

  const poll = async () => {
    if (readers.size === 0) return;
    const seen = new Map<string, string>();
    for (const summary of await source.list(new Set(runs.keys()))) {
      const text = JSON.stringify(summary);
      seen.set(summary.name, text);
      if (onDisk.get(summary.name) === text) continue;
      toAll((reader) => reader.queueRun(summary));
      if ([...readers.values()].some((reader) => reader.watching === summary.name)) {
        const ranking = await source.ranking(summary.name);
        if (ranking) toWatchers(summary.name, (reader) => reader.queueRanking(ranking));
      }
    }
    onDisk = seen;
  };
  const polling = setInterval(() => poll().catch(() => {}), POLL_MS);
  polling.unref();

  const alive = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of readers.keys()) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();

  const hello = async (socket: WebSocket) => {
    send(socket, { type: "hello", version: WIRE_VERSION, runs: await summaries() });
  };

  const watch = async (reader: Reader, name: string | null) => {
    reader.watch(name);
    if (name === null) return;
    const run = runs.get(name);
    const ranking = run?.ranking ?? (await source.ranking(name).catch(() => null));
    if (reader.watching !== name) return;
    if (ranking) reader.queueRanking(ranking);
    if (run?.stage.header) reader.queueEpisode(run.stage.header, run.stage.frames);
    for (const failure of run?.failures ?? []) reader.queueFailure(failure.cell, failure.message);
    wake();
  };

  const receive = (socket: WebSocket, reader: Reader, data: string) => {
    const message = clientMessageSchema.safeParse(parseJson(data));
    if (!message.success) {
      refuse(socket, "a message that this server does not know; reload the page");
      return;
    }
    if (message.data.type === "watch") {
      void watch(reader, message.data.run);
    } else if (message.data.version !== WIRE_VERSION) {
      refuse(socket, `the page speaks version ${message.data.version}, the server ${WIRE_VERSION}; reload the page`);
    }
  };

  return {
    publish(event, name) {
      const run = liveRun(name);
      switch (event.type) {
        case "run":
          run.summary = event.run;
          toAll((reader) => reader.queueRun(event.run));
          break;
        case "ranking":
          run.ranking = event.ranking;
          toWatchers(name, (reader) => reader.queueRanking(event.ranking));
          break;
        case "episode":
          if (run.stage.offer(event.header, performance.now())) {
            toWatchers(name, (reader) => reader.queueEpisode(event.header, []));
          }
          break;
        case "frame":
          if (run.stage.add(event.frame, performance.now())) {
            toWatchers(name, (reader) => reader.queueFrame(event.frame));
          }
          break;
        case "cell-failed":
          run.failures.push({ cell: event.cell, message: event.message });
          if (run.failures.length > MOST_KEPT_FAILURES) run.failures.shift();
          toWatchers(name, (reader) => reader.queueFailure(event.cell, event.message));
          break;
      }
    },
    join(socket) {
      const reader = new Reader(socket);
      readers.set(socket, reader);
      alive.add(socket);
      socket.on("pong", () => alive.add(socket));
      socket.on("close", () => readers.delete(socket));
      socket.on("error", () => socket.terminate());
      socket.on("message", (data, binary) => receive(socket, reader, binary ? "" : data.toString()));
      hello(socket).catch(() => refuse(socket, "the runs directory cannot be read; the terminal says why"));
    },
    summaries,
    ranking: (name) => runs.get(name)?.ranking ?? null,
    close() {
      clearInterval(ticking);
      clearInterval(polling);
      clearInterval(heartbeat);
      for (const socket of readers.keys()) socket.terminate();
    },
  };
}

function send(socket: WebSocket, message: ServerMessage): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** 1008: the message breaks the server's rules. */
function refuse(socket: WebSocket, message: string): void {
  send(socket, { type: "error", message });
  socket.close(1008);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
