/** RFC 7617, in UTF-8. */
export function readBasicCredentials(
  header: string | undefined,
): { username: string; password: string } | undefined {
  const [signatureFormat = '', encoded = ''] = (header ?? '').split(' ').filter((part) => part !== '');
  if (signatureFormat.toLowerCase() !== 'basic') return undefined;
  const [username = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
  return { username, password: rest.join(':') };
}
