const REPOSITORY = 'https://github.com/nestjs-signalwire-webhook/nestjs-signalwire-webhook';

export const ISSUES = `${REPOSITORY}/issues`;

/** Returns the address of a documentation page. The package does not contain the documentation. */
export function documentation(page: string): string {
  return `${REPOSITORY}/blob/main/docs/${page}`;
}
