interface UrlParts {
  readonly scheme: string;
  readonly credentials: string;
  readonly host: string;
  readonly port: string;
  readonly rest: string;
}

function take(url: string): UrlParts {
  const afterScheme = url.indexOf('://') + 3;
  const scheme = url.slice(0, afterScheme);
  const ends = ['/', '?', '#'].map((each) => url.indexOf(each, afterScheme)).filter((at) => at >= 0);
  const end = Math.min(url.length, ...ends);
  const authority = url.slice(afterScheme, end);
  const at = authority.lastIndexOf('@');
  const address = authority.slice(at + 1);
  const colon = address.lastIndexOf(':');
  const hasPort = colon > address.lastIndexOf(']');
  return {
    scheme,
    credentials: authority.slice(0, at + 1),
    host: hasPort ? address.slice(0, colon) : address,
    port: hasPort ? address.slice(colon) : '',
    rest: url.slice(end),
  };
}

function put({ scheme, credentials, host, port, rest }: UrlParts): string {
  return scheme + credentials + host + port + rest;
}

function withPortToggled(parts: UrlParts): UrlParts {
  const usual = parts.scheme.toLowerCase() === 'https://' ? ':443' : ':80';
  if (parts.port === usual) return { ...parts, port: '' };
  return parts.port === '' ? { ...parts, port: usual } : parts;
}

/** The URLs that SignalWire may have signed. */
export function referenceUrls(url: string, togglesPort: boolean): string[] {
  const asGiven = take(url);
  const ports = togglesPort ? [asGiven, withPortToggled(asGiven)] : [asGiven];
  const all = ports.flatMap((parts) => [put(parts), put({ ...parts, credentials: '' })]);
  return [...new Set(all)];
}

export function referenceQuery(url: string): string {
  const { rest } = take(url);
  const [beforeFragment = ''] = rest.split('#');
  const at = beforeFragment.indexOf('?');
  return at < 0 ? '' : beforeFragment.slice(at + 1);
}
