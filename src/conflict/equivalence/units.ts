/** A unit's kind and its size in the kind's base unit; temperatures also have an offset. */
export interface Unit {
  kind: string;
  factor: number;
  offset?: number;
}

/** By spelling; sizes after the International System of Units and the international yard and pound agreement of 1959. */
const table: Record<string, Record<string, number>> = {
  length: {
    'm metre metres meter meters': 1,
    'km kilometre kilometres kilometer kilometers kms': 1000,
    'cm centimetre centimetres centimeter centimeters': 0.01,
    'mm millimetre millimetres millimeter millimeters': 0.001,
    'mi mile miles': 1609.344,
    'yd yard yards': 0.9144,
    'ft foot feet': 0.3048,
    'in inch inches': 0.0254,
  },
  mass: {
    'kg kilogram kilograms kilogramme kilogrammes kilos': 1,
    'g gram grams': 0.001,
    'mg milligram milligrams': 1e-6,
    't tonne tonnes': 1000,
    'lb lbs pounds-mass': 0.45359237,
    'oz ounce ounces': 0.028349523125,
  },
  time: {
    's sec secs second seconds': 1,
    'min mins minute minutes': 60,
    'h hr hrs hour hours': 3600,
    'day days': 86_400,
    'week weeks': 604_800,
  },
  // Months and years have no fixed length in days.
  months: { 'month months': 1, 'year years yr yrs': 12, 'decade decades': 120, 'century centuries': 1200 },
  area: {
    'm2 m²': 1,
    'km2 km²': 1e6,
    'ha hectare hectares': 1e4,
    'acre acres': 4046.8564224,
    'mi2 mi²': 2_589_988.110336,
  },
  volume: {
    'l litre litres liter liters': 1,
    'ml millilitre millilitres milliliter milliliters': 0.001,
    'gal gallon gallons': 3.785411784,
  },
  speed: { 'km/h kph kmh': 1, mph: 1.609344 },
  ratio: { '% percent per-cent pct': 0.01 },
  dollars: { '$ dollar dollars usd us$': 1, 'cent cents': 0.01 },
  pounds: { '£ pound pounds gbp quid': 1, 'penny pence': 0.01 },
  euros: { '€ euro euros eur': 1 },
};

const units = new Map<string, Unit>(
  Object.entries(table).flatMap(([kind, sizes]) =>
    Object.entries(sizes).flatMap(([spellings, factor]) => spellings.split(' ').map((spelling) => [spelling, { kind, factor }] as const)),
  ),
);
for (const spelling of ['k', 'kelvin', 'kelvins']) units.set(spelling, { kind: 'temperature', factor: 1 });
for (const spelling of ['°c', 'celsius', 'centigrade']) units.set(spelling, { kind: 'temperature', factor: 1, offset: 273.15 });
for (const spelling of ['°f', 'fahrenheit']) units.set(spelling, { kind: 'temperature', factor: 5 / 9, offset: 459.67 * (5 / 9) });

export function unitOf(word: string): Unit | undefined {
  return units.get(word);
}

const factors = new Map<string, readonly number[]>();
for (const { kind, factor } of units.values()) factors.set(kind, [...new Set([...(factors.get(kind) ?? []), factor])]);

/** The sizes of the units of a kind. */
export function factorsOf(kind: string): readonly number[] {
  return factors.get(kind) ?? [];
}
