/** Returns the result of the function, or `undefined` if it throws because the input does not fit. */
export function tryOrUndefined<Value>(compute: () => Value): Value | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
