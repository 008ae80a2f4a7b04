/** For a promise in the place of a value: nobody awaits it, and its rejection would end the process. */
export function ignoreRejection(value: unknown): void {
  new Promise((resolve) => {
    resolve(value);
  }).catch(() => undefined);
}
