import { cos } from "./math/elementary.js";
import type { Scenario } from "./scenario.js";

/** What the calendar says of a day; day 0 is `startDate`, warm-up days are negative. */
export interface Calendar {
  /** 0 Monday .. 6 Sunday */
  weekday(day: number): number;
  /** weekday, yearly wave and holidays together: added to every shopper's log-odds of a visit */
  season(day: number): number;
  /** index of the campaign open that day, -1 none */
  campaignAt(day: number): number;
}

/**
 * @param firstDay   of the days that are asked for often
 * @param days       how many of them; their answers are kept
 */
export function createCalendar(
  { startDate, weekday, yearly, holidays, campaigns }: Scenario["calendar"],
  firstDay = 0,
  days = 0,
): Calendar {
  const [year, month, date] = startDate.split("-").map(Number);
  const start = dayNumber(year, month, date);
  const feasts = holidays.map(({ date, days, visitLift }) => {
    const [feastMonth, feastDate] = date.split("-").map(Number);
    return { month: feastMonth, date: feastDate, days, visitLift };
  });
  const weekdayOf = (day: number) => (((start + day + 3) % 7) + 7) % 7;

  function seasonOf(day: number): number {
    const now = start + day;
    const thisYear = yearOf(now);
    const dayOfYear = now - dayNumber(thisYear, 1, 1) + 1;
    const angle = (6.283185307179586 * (dayOfYear - yearly.peakDay)) / 365.25;
    let lift = weekday[weekdayOf(day)] + yearly.amplitude * cos(angle);
    for (const feast of feasts) {
      const since = now - dayNumber(thisYear, feast.month, feast.date);
      const sinceLastYears = now - dayNumber(thisYear - 1, feast.month, feast.date);
      if ((since >= 0 && since < feast.days) || sinceLastYears < feast.days) lift += feast.visitLift;
    }
    return lift;
  }

  const campaignOf = (day: number) =>
    campaigns.findIndex((campaign) => day >= campaign.firstDay && day <= campaign.lastDay);

  /** NaN until it is asked for */
  const seasons = new Float64Array(days).fill(Number.NaN);
  const open = Int32Array.from({ length: days }, (_, n) => campaignOf(firstDay + n));
  return {
    weekday: weekdayOf,
    season(day) {
      const n = day - firstDay;
      if (!(n >= 0 && n < days)) return seasonOf(day);
      if (Number.isNaN(seasons[n])) seasons[n] = seasonOf(day);
      return seasons[n];
    },
    campaignAt(day) {
      const n = day - firstDay;
      return n >= 0 && n < days ? open[n] : campaignOf(day);
    },
  };
}

/** Days from 1970-01-01 of a date of the Gregorian calendar. @see Hinnant, chrono-compatible low-level date algorithms */
export function dayNumber(year: number, month: number, date: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

function yearOf(day: number): number {
  const guess = 1970 + Math.floor(day / 365.2425);
  if (day < dayNumber(guess, 1, 1)) return guess - 1;
  return day >= dayNumber(guess + 1, 1, 1) ? guess + 1 : guess;
}
