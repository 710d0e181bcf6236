import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createDoor, isLoopback } from "../../experiments/server/door.js";

const request = (headers: Record<string, string>, url = "/") => ({ headers, url }) as unknown as IncomingMessage;
const port = () => 7080;

describe("the door on this machine's own address", () => {
  const door = createDoor(undefined, port);

  it.each(["127.0.0.1:7080", "localhost:7080", "LOCALHOST:7080", "[::1]:7080"])("lets Host %s in", (host) => {
    expect(door.judge(request({ host }))).toEqual({ enter: true });
  });

  it.each(["evil.example:7080", "127.0.0.1:7081", "127.0.0.1.evil.example:7080"])(
    "refuses Host %s, as after DNS rebinding",
    (host) => {
      expect(door.judge(request({ host }))).toMatchObject({ enter: false, status: 403 });
    },
  );

  it.each([{}, { host: "" }, { host: "a b" }, { host: "127.0.0.1:7080/x" }])(
    "refuses a malformed Host %o",
    (headers) => {
      expect(door.judge(request(headers as Record<string, string>))).toMatchObject({ enter: false, status: 400 });
    },
  );

  it("lets its own page in", () => {
    expect(door.judge(request({ host: "127.0.0.1:7080", origin: "http://127.0.0.1:7080" }))).toEqual({ enter: true });
  });

  it.each(["http://evil.example", "null", "http://127.0.0.1:7081", "https://127.0.0.1:7080", "http://localhost:7080"])(
    "refuses a page from %s",
    (origin) => {
      expect(door.judge(request({ host: "127.0.0.1:7080", origin }))).toMatchObject({ enter: false, status: 403 });
    },
  );
});

describe("the door on any other address", () => {
  const door = createDoor("secret", port);
  const host = "lab.example:7080";

  it("asks for the token", () => {
    expect(door.judge(request({ host }))).toMatchObject({ enter: false, status: 401 });
    expect(door.judge(request({ host }, "/?token=wrong"))).toMatchObject({ enter: false, status: 401 });
  });

  it("takes it from the address and hands out a cookie that opens the door from then on", () => {
    const verdict = door.judge(request({ host }, "/?token=secret"));
    expect(verdict).toMatchObject({ enter: true });
    const cookie = (verdict as { setCookie: string }).setCookie;
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(door.judge(request({ host, cookie: `a=b; ${cookie.split(";")[0]}` }))).toEqual({ enter: true });
    expect(door.judge(request({ host, cookie: "promolab-7080=other" }))).toMatchObject({ enter: false });
  });

  it("takes it as a bearer token", () => {
    expect(door.judge(request({ host, authorization: "Bearer secret" }))).toEqual({ enter: true });
  });

  it("refuses another origin even with the token", () => {
    const stranger = request({ host, origin: "http://evil.example" }, "/?token=secret");
    expect(door.judge(stranger)).toMatchObject({ enter: false, status: 403 });
  });
});

it("knows which addresses only this machine can reach", () => {
  expect(["127.0.0.1", "127.8.0.1", "::1", "localhost"].filter(isLoopback)).toHaveLength(4);
  expect(["0.0.0.0", "::", "192.168.1.5", "127.evil.example"].filter(isLoopback)).toEqual([]);
});
