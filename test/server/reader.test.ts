import { describe, expect, it } from "vitest";
import type { WebSocket } from "ws";
import { FRAMES_A_MESSAGE, HIGH_WATER_BYTES, MOST_QUEUED_FRAMES, Reader } from "../../experiments/server/reader.js";
import type { ServerMessage } from "../../experiments/wire.js";
import { fakeFrames, fakeHeader, fakeRanking, fakeRun } from "../viewer/feed.js";

const header = fakeHeader("random", "0");
const [frame] = fakeFrames(header);

function fakeSocket() {
  const sent: ServerMessage[] = [];
  const socket = { readyState: 1, OPEN: 1, bufferedAmount: 0, send: (text: string) => sent.push(JSON.parse(text)) };
  return { sent, socket, reader: new Reader(socket as unknown as WebSocket) };
}

describe("a reader's queue", () => {
  it("sends one message a flush, an episode's header before its frames", () => {
    const { sent, reader } = fakeSocket();
    reader.watch("r");
    reader.queueEpisode(header, [frame]);
    expect(reader.flush()).toBe(true);
    expect(sent.map((m) => m.type)).toEqual(["episode"]);
    expect(reader.flush()).toBe(false);
    expect(sent.map((m) => m.type)).toEqual(["episode", "frames"]);
  });

  it("keeps of runs and rankings the newest only", () => {
    const { sent, reader } = fakeSocket();
    reader.watch("r");
    for (let seeds = 1; seeds <= 9; seeds++) {
      reader.queueRun(fakeRun("r", seeds));
      reader.queueRanking(fakeRanking(seeds));
    }
    while (reader.flush());
    expect(sent).toHaveLength(2);
    expect(sent).toContainEqual({ type: "run", run: fakeRun("r", 9) });
    expect(sent).toContainEqual({ type: "ranking", run: "r", ranking: fakeRanking(9) });
  });

  it("loses the oldest frames when too many wait, and counts them", () => {
    const { sent, reader } = fakeSocket();
    reader.watch("r");
    for (let day = 0; day < MOST_QUEUED_FRAMES + 10; day++) reader.queueFrame({ ...frame, day });
    expect(reader.framesLost).toBe(10);
    while (reader.flush());
    const days = sent.flatMap((m) => (m.type === "frames" ? m.frames.map((f) => f.day) : []));
    expect(days).toHaveLength(MOST_QUEUED_FRAMES);
    expect(days[0]).toBe(10);
    expect(sent).toHaveLength(MOST_QUEUED_FRAMES / FRAMES_A_MESSAGE);
  });

  it("sends nothing while too many bytes are on their way", () => {
    const { sent, socket, reader } = fakeSocket();
    reader.queueRun(fakeRun("r", 1));
    socket.bufferedAmount = HIGH_WATER_BYTES + 1;
    expect(reader.flush()).toBe(true);
    expect(sent).toHaveLength(0);
    socket.bufferedAmount = 0;
    expect(reader.flush()).toBe(false);
    expect(sent).toHaveLength(1);
  });

  it("lets a stream of frames hold back neither run nor ranking", () => {
    const { sent, reader } = fakeSocket();
    reader.watch("r");
    for (let day = 0; day < MOST_QUEUED_FRAMES; day++) reader.queueFrame({ ...frame, day });
    reader.queueRun(fakeRun("r", 1));
    reader.queueRanking(fakeRanking(2));
    for (let i = 0; i < 3; i++) reader.flush();
    expect(sent.map((m) => m.type).sort()).toEqual(["frames", "ranking", "run"]);
  });

  it("forgets what waits of the run it no longer watches", () => {
    const { reader } = fakeSocket();
    reader.watch("r");
    reader.queueRanking(fakeRanking(2));
    reader.queueFrame(frame);
    reader.watch("other");
    expect(reader.waits()).toBe(false);
  });
});
