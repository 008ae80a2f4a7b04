/** An error of a store whose message contains no third-party text, so that it can be logged. */
export class OnceStoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'OnceStoreError';
  }
}
