/** What the function gives; `undefined` where the input is not for it. */
export function tryOrUndefined<Value>(compute: () => Value): Value | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
