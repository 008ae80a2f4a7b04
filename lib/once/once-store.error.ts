/** A fault of a store whose message holds nothing of others, so that it can be logged. */
export class OnceStoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OnceStoreError';
  }
}
