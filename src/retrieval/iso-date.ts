const pattern = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?$/;

/**
 * Milliseconds since 1970 of an ISO 8601 date: `2024`, `2024-05`, `2024-05-31` or with a time, `2024-05-31T12:00:00.5+02:00`. What is left
 * out is the earliest it can be; without a zone the time is UTC. Undefined for any other text, also for a day that does not exist.
 */
export function parseIsoDate(text: string): number | undefined {
  const parts = pattern.exec(text);
  if (!parts) return undefined;
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map((part) => (part ? Number(part) : undefined));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year!, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  const milliseconds = Math.floor(Number(`0.${parts[7] ?? 0}`) * 1000);
  return date.setUTCHours(hour, minute, second, milliseconds) - zoneOffset(parts[8]);
}

/** Milliseconds east of Greenwich. */
function zoneOffset(zone = 'Z'): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3).replace(':', ''));
  return (zone[0] === '-' ? -minutes : minutes) * 60_000;
}
