// Dates as people read them, on the authority's clock.

export class Dates {
  constructor(locale, zone) {
    this.long = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: zone });
    this.both = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
    this.relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
    this.plain = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
    this.written = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
  }

  /** The civil day of an instant (seconds). */
  day(instant) {
    return this.long.format(instant * 1000);
  }

  /** Day and hour of an instant. */
  moment(instant) {
    return this.both.format(instant * 1000);
  }

  /** "today", "yesterday", "3 days ago". */
  since(instant, now) {
    const days = (Date.parse(this.plain.format(now * 1000)) - Date.parse(this.plain.format(instant * 1000))) / 86_400_000;
    return this.relative.format(-days, "day");
  }

  /** A birth date, which may be known in part: 1992-03-14 in words, 1992-03 or 1992 as it is. */
  civil(text) {
    return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? this.written.format(Date.parse(text)) : text;
  }
}
