import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What the door says to a request: come in, come in and keep this cookie, or stay out and why. */
export type Verdict = { enter: true; setCookie?: string } | { enter: false; status: 400 | 401 | 403; reason: string };

export interface Door {
  judge(request: IncomingMessage): Verdict;
}

const LOOPBACK_NAMES = new Set(["127.0.0.1", "localhost", "[::1]"]);
const AUTHORITY = /^([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?$/i;

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Decides who may talk to the server.
 *
 * On a loopback address the Host header must name this machine, so that a page whose domain was pointed at 127.0.0.1
 * (DNS rebinding) is refused; on any other address a token is asked for, once in the query (`?token=`), then by cookie, or as
 * `Authorization: Bearer`. Whatever the address, a request that says where its page came from (Origin) must come from
 * this server's own page; programs that are no browsers send no Origin.
 *
 * @param token  undefined on loopback only
 */
export function createDoor(token: string | undefined, port: () => number): Door {
  const cookieName = () => `promolab-${port()}`;
  return {
    judge(request) {
      const authority = AUTHORITY.exec(request.headers.host ?? "");
      if (!authority) return { enter: false, status: 400, reason: "the Host header is missing or malformed" };
      if (token === undefined) {
        const named = LOOPBACK_NAMES.has(authority[1].toLowerCase()) && Number(authority[2] ?? 80) === port();
        if (!named) return { enter: false, status: 403, reason: `this server is not called ${authority[0]}` };
      }
      const origin = request.headers.origin;
      if (origin !== undefined && !sameOrigin(origin, authority[0])) {
        return { enter: false, status: 403, reason: `pages from ${printable(origin)} may not talk to this server` };
      }
      if (token === undefined) return { enter: true };
      const given = new URL(request.url ?? "/", "http://localhost").searchParams.get("token");
      if (given !== null && equal(given, token)) {
        return { enter: true, setCookie: `${cookieName()}=${token}; HttpOnly; SameSite=Strict; Path=/` };
      }
      const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
      if (bearer !== undefined && equal(bearer, token)) return { enter: true };
      const kept = readCookie(request.headers.cookie, cookieName());
      if (kept !== undefined && equal(kept, token)) return { enter: true };
      return { enter: false, status: 401, reason: "open the address with the token that promolab printed: ?token=..." };
    },
  };
}

function sameOrigin(origin: string, authority: string): boolean {
  return origin.toLowerCase() === `http://${authority.toLowerCase()}`;
}

/** Hashes first, so that lengths are equal and the time says nothing. */
function equal(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

function readCookie(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=");
    if (key === name) return value;
  }
  return undefined;
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}
