/** RFC 7617, in UTF-8. */
export function readBasicCredentials(
  header: string | undefined,
): { username: string; password: string } | undefined {
  const [scheme = '', encoded = ''] = (header ?? '').split(' ').filter((part) => part !== '');
  if (scheme.toLowerCase() !== 'basic') return undefined;
  const [username = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { username, password: rest.join(':') };
}
