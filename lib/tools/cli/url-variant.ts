import { splitUrl } from '../../signature/internal.js';

/** Describes how the signed URL differs from the given one. */
export function describeUrlVariant(given: string, signed: string): string {
  if (given === signed) return 'unchanged';
  const { credentials, port = '' } = splitUrl(given) ?? {};
  const { credentials: signedCredentials, port: signedPort = '' } = splitUrl(signed) ?? {};
  const differences: string[] = [];
  if (credentials !== signedCredentials) differences.push('without its credentials');
  if (port !== signedPort)
    differences.push(
      signedPort === '' ? `without the default port ${port}` : `with the default port ${signedPort}`,
    );
  return differences.join(', ');
}
