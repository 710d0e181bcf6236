import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { holderOf, LOCK_FILE, lockRun } from "../../experiments/lock.js";
import { scratch } from "./small-experiment.js";

test("a folder is locked once, and free again afterwards", () => {
  using folder = scratch();
  const unlock = lockRun(folder.path);
  expect(() => lockRun(folder.path)).toThrow(`another sweep is at work here: process ${process.pid} on ${hostname()}`);
  expect(holderOf(folder.path)).toEqual({ pid: process.pid, host: hostname() });
  unlock();
  expect(holderOf(folder.path)).toBeUndefined();
  lockRun(folder.path)();
  expect(existsSync(join(folder.path, LOCK_FILE))).toBe(false);
});

test("what a killed process left is taken over", async () => {
  using folder = scratch();
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"], { stdio: "ignore" });
  const lock = { pid: child.pid, started: null, host: hostname() };
  writeFileSync(join(folder.path, LOCK_FILE), JSON.stringify(lock));
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(holderOf(folder.path)).toBeUndefined();
  lockRun(folder.path)();
});

test.skipIf(!existsSync("/proc/self/stat"))(
  "a process that has got the dead one's number does not hold its lock (needs /proc)",
  () => {
    using folder = scratch();
    writeFileSync(
      join(folder.path, LOCK_FILE),
      JSON.stringify({ pid: process.pid, started: "another-boot/12345", host: hostname() }),
    );
    expect(holderOf(folder.path)).toBeUndefined();
    const unlock = lockRun(folder.path);
    expect(JSON.parse(readFileSync(join(folder.path, LOCK_FILE), "utf8")).pid).toBe(process.pid);
    unlock();
  },
);

test("of another machine nothing is known, so its lock holds; a torn lock does not", () => {
  using folder = scratch();
  const file = join(folder.path, LOCK_FILE);
  writeFileSync(file, JSON.stringify({ pid: 1, started: null, host: "elsewhere" }));
  expect(() => lockRun(folder.path)).toThrow("process 1 on elsewhere");
  writeFileSync(file, '{"pid":');
  lockRun(folder.path)();
});
