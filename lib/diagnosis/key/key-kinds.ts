/** Kind of a value that was passed as a signing key and has the form of something else. */
export type KeyKind = 'api-token' | 'project-id' | 'url' | 'file' | 'placeholder' | 'account-sid';

const KINDS: readonly (readonly [kind: KeyKind, form: RegExp])[] = [
  ['api-token', /^PT[0-9a-z]/i],
  ['project-id', /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i],
  ['account-sid', /^AC[0-9a-f]{32}$/],
  ['url', /^(?:https?:\/\/\S+|[\w-]+\.signalwire\.com)$/i],
  ['file', /^(?:\.{0,2}\/|[a-z]:\\)\S+$/i],
  [
    'placeholder',
    /^(?:undefined|null|NaN|\[object \w+\]|PSK_[….]*|changeme|your[-_ ].*|\$\{.*\}|\$[A-Z_]+|\{\{.*\}\}|<.*>|x{4,})$/is,
  ],
];

export function kindOfKey(key: string): KeyKind | undefined {
  const text = key.trim().slice(0, 512);
  return KINDS.find(([, form]) => form.test(text))?.[0];
}

export function isApiToken(key: string): boolean {
  return kindOfKey(key) === 'api-token';
}

export function hasKeyPrefix(key: string): boolean {
  return key.trimStart().startsWith('PSK_');
}
