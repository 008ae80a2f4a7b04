/** Handles the rejection of a promise that was returned instead of a value. Without this, it would end the process. */
export function ignoreRejection(value: unknown): void {
  new Promise((resolve) => {
    resolve(value);
  }).catch(() => undefined);
}
