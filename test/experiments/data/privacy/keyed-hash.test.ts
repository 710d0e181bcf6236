import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createKeyedHash, readKey } from "../../../../experiments/data/privacy/keyed-hash.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-key-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";

describe("names under a key", () => {
  test("are HMAC-SHA-256 of role, a zero byte and id, cut to 128 bits (OpenSSL 3.0.19: openssl dgst -sha256 -hmac)", () => {
    const hash = createKeyedHash(Buffer.from(HEX));
    expect(hash.name("person", "c1")).toBe("a609fd1ac5037a3f6aaec118b1e51317");
    expect(hash.name("basket", "c1")).toBe("b0de9cb64b5c7aaf8064450ecf7b8aab");
  });

  test("are the same again, and others for another id, role or key", () => {
    const hash = createKeyedHash(Buffer.from(HEX));
    const other = createKeyedHash(Buffer.from(HEX.replace("0f", "1f")));
    const names = [
      hash.name("a", "1"),
      hash.name("a", "2"),
      hash.name("b", "1"),
      hash.name("a1", ""),
      other.name("a", "1"),
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(hash.name("a", "1")).toBe(names[0]);
  });
});

describe("a key", () => {
  const fault = (text: string | Uint8Array) => {
    const file = join(folder, "key");
    writeFileSync(file, text);
    const found = readKey({ file });
    return "fault" in found ? found.fault.replace(`--key-file ${file}: `, "") : found.key.toString("latin1");
  };

  test("is a file's text without its last line break, or the variable's", () => {
    expect(fault(`${HEX}\n`)).toBe(HEX);
    expect(fault(`${HEX}\r\n`)).toBe(HEX);
    expect(readKey({ environment: HEX })).toEqual({ key: Buffer.from(HEX) });
    const bytes = Uint8Array.from({ length: 32 }, (_, n) => (n * 89 + 7) % 256);
    expect(Buffer.from(fault(bytes), "latin1")).toEqual(Buffer.from(bytes));
  });

  test.each([
    ["", "the key is empty; "],
    ["\n", "the key is empty; "],
    ["secret", "the key is weak, at least 112 random bits are needed; "],
    ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "the key is weak, at least 112 random bits are needed; "],
    ["abcdefghabcdefghabcdefghabcdefghabcdefghabcdefgh", "the key is weak, at least 112 random bits are needed; "],
    ["password12345678", "the key is weak, at least 112 random bits are needed; "],
  ])("such as %j is refused, without telling it", (text, message) => {
    expect(fault(text)).toBe(`${message}openssl rand -hex 32 makes a good one`);
  });

  test("that is not there is refused", () => {
    expect(readKey({})).toEqual({
      fault: "ids need a key: --key-file or the variable PROMOLAB_KEY; openssl rand -hex 32 makes a good one",
    });
    expect(readKey({ file: join(folder, "none") })).toEqual({
      fault: `--key-file ${join(folder, "none")}: no such file`,
    });
  });
});
