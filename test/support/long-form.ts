/** `npm run test:long` runs each of these suites in full; the gate runs enough of it to notice a fault. */
const isLong = process.env.LONG_FORM === '1';

export function inLongForm<T>(long: T, inGate: T): T {
  return isLong ? long : inGate;
}
