import type { SegmentProfile } from "./profile.js";

/**
 * Generate, per segment: the coupon of every segment, where a new one may be sent today.
 *
 * While `trying`, round by round another depth to another part of the segments, the others none, so that the profile can tell
 * what a coupon does from what the days do. Later the choice whose effect on the segment's margin is largest, `caution`
 * standard errors taken off, where that is above 0.
 *
 * @param round  how many rounds of coupons there were before
 * @returns choices by segment; 0 sends none
 */
export function generateCoupons(
  profiles: readonly SegmentProfile[],
  { round, trying, caution }: { readonly round: number; readonly trying: boolean; readonly caution: number },
): Int32Array {
  return Int32Array.from(profiles, ({ coupon }, s) => {
    if (trying) return (round + s) % coupon.length;
    let best = 0;
    let most = 0;
    coupon.forEach(({ mean, error }, choice) => {
      const worth = mean - caution * error;
      if (choice > 0 && worth > most) {
        most = worth;
        best = choice;
      }
    });
    return best;
  });
}
