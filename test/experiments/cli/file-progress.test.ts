import { describe, expect, it } from "vitest";
import { createFileProgress } from "../../../experiments/cli/file-progress.js";

/** A terminal that keeps what is written, and a clock that is set by hand. */
function stage(isTTY: boolean, columns = 100) {
  let now = 0;
  const written: string[] = [];
  const progress = createFileProgress({ isTTY, columns, write: (text: string) => written.push(text) }, () => now);
  return { progress, written, wait: (ms: number) => (now += ms) };
}

describe("progress of a file, worked by hand", () => {
  it("is on a terminal a bar drawn over itself, at most ten times a second, and gone at the end", () => {
    const { progress, written, wait } = stage(true);
    wait(1000);
    progress.update(25, 100, 1500);
    progress.update(30, 100, 1800);
    wait(1000);
    progress.update(50, 100, 3000);
    progress.stage("writing");
    progress.end();
    expect(written).toEqual([
      `\r\u001b[K[${"#".repeat(10)}${"-".repeat(30)}] 25% read, 1,500 rows, 0:03 left`,
      `\r\u001b[K[${"#".repeat(20)}${"-".repeat(20)}] 50% read, 3,000 rows, 0:02 left`,
      "\r\u001b[Kwriting",
      "\r\u001b[K",
    ]);
  });

  it("is elsewhere a line every five seconds, none for what is read sooner", () => {
    const { progress, written, wait } = stage(false);
    progress.update(10, 100, 1);
    wait(5000);
    progress.update(50, 100, 5);
    progress.stage("writing");
    progress.end();
    expect(written).toEqual(["50% read, 5 rows, 0:05 left\n"]);
  });

  it("never reaches the edge of a narrow terminal, so that no line wraps", () => {
    const { progress, written, wait } = stage(true, 20);
    wait(1000);
    progress.update(25, 100, 1500);
    expect(written[0].replace("\r\u001b[K", "").length).toBeLessThan(20);
  });
});
