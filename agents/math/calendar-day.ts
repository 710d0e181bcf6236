/*
 * Days as whole numbers since Thursday 1970-01-01, without a clock or a time zone.
 */

/** 0 Monday to 6 Sunday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/**
 * 0 January to 11 December, in the Gregorian calendar. Years are taken from March on, so that the leap day ends them;
 * months from there are 153 days in five.
 *
 * @see Hinnant (2013), "chrono-compatible low-level date algorithms", civil_from_days
 */
export function monthOf(day: number): number {
  const fromMarch0000 = day + 719468;
  const era = Math.floor(fromMarch0000 / 146097);
  const dayOfEra = fromMarch0000 - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  return (Math.floor((5 * dayOfYear + 2) / 153) + 2) % 12;
}
