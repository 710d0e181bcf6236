import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { UserError } from "../../experiments/faults.js";
import { runsInThread } from "../../experiments/server/runs-in-thread.js";
import { runsOnDisk } from "../../experiments/server/runs-on-disk.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-runs-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("runs on disk", () => {
  it("are none where the folder is not there, or holds none", async () => {
    expect(await runsOnDisk(join(folder, "nowhere")).list()).toEqual([]);
    mkdirSync(join(folder, "holiday-pictures"));
    writeFileSync(join(folder, "note.txt"), "");
    expect(await runsOnDisk(folder).list()).toEqual([]);
  });

  it("leave out what cannot be read, and tell of it once", async () => {
    mkdirSync(join(folder, "broken"));
    writeFileSync(join(folder, "broken", "config.json"), "{");
    const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const source = runsOnDisk(folder);
    expect(await source.list()).toEqual([]);
    writeFileSync(join(folder, "broken", "config.json"), "{ ");
    expect(await source.list()).toEqual([]);
    const lines = told.mock.calls.map(([line]) => String(line));
    told.mockRestore();
    expect(lines[0]).toContain(join("broken", "config.json"));
    expect(new Set(lines).size).toBe(lines.length);
  });

  it("answer null for a run that is not there", async () => {
    const source = runsOnDisk(folder);
    expect(await source.ranking("gone")).toBeNull();
    expect(await source.cells("gone")).toBeNull();
    expect(await source.replay("gone", "cell", 0)).toBeNull();
    expect(await source.explain("gone", "cell")).toBeNull();
  });
});

describe("the thread that reads them", () => {
  it("answers as the source itself does, a user's mistakes too", async () => {
    mkdirSync(join(folder, "broken"));
    writeFileSync(join(folder, "broken", "config.json"), "{");
    const told = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const thread = runsInThread(folder);
    expect(await thread.list()).toEqual([]);
    await vi.waitFor(() => expect(String(told.mock.calls)).toContain(join("broken", "config.json")));
    told.mockRestore();
    expect(await thread.replay("gone", "cell", 0)).toBeNull();
    expect(await thread.explain("gone", "cell")).toBeNull();
    const failed = await thread.cells("broken").catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(UserError);
    expect((failed as UserError).message).toContain("not a run's configuration");
    await thread.close();
  });
});
